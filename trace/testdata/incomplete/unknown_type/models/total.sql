SELECT name, CAST(name AS supervariant) AS v, count(*) AS orders
FROM {{ ref('named') }}
GROUP BY ALL
