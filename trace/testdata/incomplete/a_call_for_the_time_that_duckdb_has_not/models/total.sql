SELECT
	name,
	current_timestamp() AS due,
	count(*) AS orders
FROM {{ ref('named') }}
GROUP BY name
