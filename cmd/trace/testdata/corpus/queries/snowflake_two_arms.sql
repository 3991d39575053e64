SELECT c.iso, s.segment, count(*) AS parcels
FROM {{ source('post', 'parcels') }} AS p
JOIN {{ source('post', 'senders') }} AS s ON s.sender = p.sender_key
JOIN {{ source('post', 'regions') }} AS home ON home.region = s.home_region
JOIN {{ source('post', 'countries') }} AS c ON c.country = home.country_key
JOIN {{ source('post', 'depots') }} AS t ON t.depot = p.to_depot
JOIN {{ source('post', 'regions') }} AS away ON away.region = t.region_key
WHERE away.country_key <> home.country_key
    AND c.zone = 'union'
    AND p.sent_day < 800
GROUP BY c.iso, s.segment
