WITH moves AS (
    SELECT from_depot AS depot, sent_day AS day, price_ct FROM {{ source('post', 'parcels') }} WHERE status <> 'lost'
    UNION ALL
    SELECT to_depot, delivered_day, 0 FROM {{ source('post', 'parcels') }} WHERE delivered_day IS NOT NULL
)
SELECT d.depot_kind, m.day // 365 AS year, count(*) AS moves, sum(m.price_ct) AS revenue
FROM moves AS m
JOIN {{ source('post', 'depots') }} AS d ON d.depot = m.depot
WHERE d.capacity > 1000
GROUP BY d.depot_kind, m.day // 365
