SELECT name, count(amount) AS orders
FROM {{ ref('named') }}
GROUP BY name
