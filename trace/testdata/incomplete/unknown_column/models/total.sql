SELECT nam AS name, count(*) AS orders
FROM {{ ref('named') }}
GROUP BY ALL
