SELECT u, max(CASE WHEN rule = 'first' THEN credit END) AS first_credit, max(CASE WHEN rule = 'last' THEN credit END) AS last_credit
FROM {{ source('src', 'clicks') }} GROUP BY u
