SELECT t.k, count(*) AS n FROM {{ source('src', 'clicks') }} AS t JOIN {{ source('src', 'b') }} AS b ON t.k = b.k WHERE b.x = 1 AND b.y = 1 GROUP BY t.k HAVING count(*) > 1
