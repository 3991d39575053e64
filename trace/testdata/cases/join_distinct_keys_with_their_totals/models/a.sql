WITH facts AS (SELECT day, product, sum(amount) AS amount, count(*) AS n FROM {{ source('src', 'clicks') }} WHERE day IS NOT NULL GROUP BY 1, 2),
products AS (SELECT DISTINCT product FROM {{ source('src', 'clicks') }}),
days AS (SELECT * FROM range(1, 5) AS t(day)),
spine AS (SELECT days.day, products.product FROM days CROSS JOIN products)
SELECT spine.day, spine.product, coalesce(facts.amount, 0) AS amount, coalesce(facts.n, 0) AS n
FROM spine LEFT JOIN facts ON facts.day = spine.day AND facts.product = spine.product
