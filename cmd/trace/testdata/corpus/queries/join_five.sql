SELECT r.region_name, g.family, sum(p.price_ct) AS revenue
FROM {{ source('post', 'parcels') }} AS p
JOIN {{ source('post', 'depots') }} AS f ON f.depot = p.from_depot
JOIN {{ source('post', 'regions') }} AS r ON r.region = f.region_key
JOIN {{ source('post', 'products') }} AS g ON g.product = p.product_key
JOIN {{ source('post', 'days') }} AS d ON d.day = p.sent_day
JOIN {{ source('post', 'senders') }} AS s ON s.sender = p.sender_key
WHERE d.date BETWEEN DATE '2022-04-01' AND DATE '2022-09-30'
    AND g.family <> 'pallet'
    AND f.depot_kind = 'hub'
    AND s.customer_since < DATE '2021-01-01'
GROUP BY r.region_name, g.family
ORDER BY revenue DESC
