SELECT from_depot, count(*) AS heavy
FROM (
    SELECT from_depot, weight_g, avg(weight_g) OVER (PARTITION BY product_key) AS mean_weight
    FROM {{ source('post', 'parcels') }}
    WHERE sent_day >= 1800
) AS weighed
WHERE weight_g > 4 * mean_weight
GROUP BY from_depot
