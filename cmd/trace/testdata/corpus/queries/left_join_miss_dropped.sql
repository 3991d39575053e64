SELECT s.segment, count(*) AS parcels, sum(p.price_ct) AS revenue
FROM {{ source('post', 'parcels') }} AS p
LEFT JOIN {{ source('post', 'senders') }} AS s ON s.sender = p.sender_key
LEFT JOIN {{ source('post', 'depots') }} AS t ON t.depot = p.to_depot
WHERE t.depot_kind <> 'locker'
    AND s.segment IS NOT NULL
GROUP BY s.segment
