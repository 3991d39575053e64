SELECT country, sum(n) AS n FROM {{ source('src', 'clicks') }} GROUP BY country HAVING sum(n) > 1
