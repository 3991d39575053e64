SELECT slug, -sum(n) AS n, min(id) AS id FROM {{ source('src', 'clicks') }} GROUP BY slug HAVING n < -1 AND sum(n) < 9
