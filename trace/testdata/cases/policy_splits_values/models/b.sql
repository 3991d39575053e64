SELECT tag, count(*) AS n FROM {{ ref('a') }} GROUP BY tag
