SELECT u, any_value(first_credit) FILTER (first_credit > 1) AS f, any_value(last_credit) FILTER (last_credit > 1) AS l FROM {{ ref('wide') }} GROUP BY u
