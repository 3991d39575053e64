SELECT id, count(*) AS n FROM {{ ref('a') }} GROUP BY id
