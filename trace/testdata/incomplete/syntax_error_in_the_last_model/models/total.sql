SELECT name, count(*) AS orders
FRM {{ ref('named') }}
GROUP BY name
