SELECT country, count(*) AS n FROM {{ source('src', 'clicks') }} GROUP BY CUBE (country)
