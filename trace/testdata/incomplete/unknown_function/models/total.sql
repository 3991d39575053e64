SELECT
	name,
	dateadd(day, 1, DATE '2024-01-01') AS due,
	count(*) AS orders
FROM {{ ref('named') }}
GROUP BY name
