SELECT key, sum(n) AS n FROM {{ ref('a') }} GROUP BY ALL HAVING n > 1
