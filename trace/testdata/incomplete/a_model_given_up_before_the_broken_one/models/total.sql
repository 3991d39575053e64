SELECT iff(true, name, name) AS name, count(*) AS orders
FROM {{ ref('named') }}
GROUP BY ALL
