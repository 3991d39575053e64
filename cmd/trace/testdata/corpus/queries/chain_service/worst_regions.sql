SELECT r.region_name, b.why, sum(b.parcels) AS parcels, sum(b.revenue) AS revenue
FROM {{ ref('by_depot') }} AS b
JOIN {{ source('post', 'regions') }} AS r ON r.region = b.region_key
GROUP BY r.region_name, b.why
ORDER BY parcels DESC, r.region_name, b.why
LIMIT 25
