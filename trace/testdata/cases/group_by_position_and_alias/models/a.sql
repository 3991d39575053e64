SELECT upper(slug) AS key, count(*) AS n, id % 2 AS odd FROM {{ source('src', 'clicks') }} GROUP BY 1, odd HAVING n > 0
