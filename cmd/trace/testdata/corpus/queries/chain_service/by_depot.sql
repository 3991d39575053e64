SELECT s.from_depot, s.why, d.depot_kind, d.region_key, count(*) AS parcels, sum(s.price_ct) AS revenue
FROM {{ ref('slow_parcels') }} AS s
JOIN {{ source('post', 'depots') }} AS d ON d.depot = s.from_depot
WHERE d.depot_kind <> 'locker'
GROUP BY s.from_depot, s.why, d.depot_kind, d.region_key
