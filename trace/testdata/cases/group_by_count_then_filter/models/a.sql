SELECT country, count(*) AS clicks FROM {{ source('src', 'clicks') }} GROUP BY country
