SELECT f.depot_kind, count(*) AS parcels, sum(p.price_ct) AS revenue
FROM {{ source('post', 'parcels') }} AS p
JOIN {{ source('post', 'depots') }} AS f ON f.depot = p.from_depot
JOIN {{ source('post', 'regions') }} AS r ON r.region = f.region_key
JOIN {{ source('post', 'countries') }} AS c ON c.country = r.country_key
WHERE c.iso IN ('BL', 'EO')
GROUP BY f.depot_kind
