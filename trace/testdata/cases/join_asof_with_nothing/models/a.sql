WITH none AS (SELECT * FROM {{ source('src', 'prices') }} WHERE FALSE)
SELECT c.id, n.price FROM {{ source('src', 'clicks') }} AS c
ASOF JOIN (SELECT ts AS since, price FROM none LIMIT 0) AS n ON c.ts >= n.since
