WITH usual AS (
    SELECT product_key, avg(delivered_day - sent_day) AS days_taken
    FROM {{ source('post', 'parcels') }}
    GROUP BY product_key
)
SELECT f.depot_kind, count(*) AS slow
FROM {{ source('post', 'parcels') }} AS p
JOIN usual AS u ON u.product_key = p.product_key
JOIN {{ source('post', 'depots') }} AS f ON f.depot = p.from_depot
WHERE p.delivered_day - p.sent_day > 1.5 * u.days_taken
GROUP BY f.depot_kind
