SELECT name, count(*) AS orders
FROM {{ ref('named') }}
GROUP BY name
