WITH few AS (SELECT product, sum(n) AS n FROM {{ ref('a') }} GROUP BY product HAVING sum(n) < 3), many AS (SELECT product, sum(n) AS n FROM {{ ref('a') }} GROUP BY product)
SELECT few.product, many.n FROM few JOIN many ON few.product = many.product
