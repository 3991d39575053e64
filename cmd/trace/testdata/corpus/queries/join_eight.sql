SELECT cf.zone AS from_zone, ct.zone AS to_zone, g.family, d.year, count(*) AS parcels, sum(p.price_ct) AS revenue
FROM {{ source('post', 'parcels') }} AS p
JOIN {{ source('post', 'days') }} AS d ON d.day = p.sent_day
JOIN {{ source('post', 'products') }} AS g ON g.product = p.product_key
JOIN {{ source('post', 'senders') }} AS s ON s.sender = p.sender_key
JOIN {{ source('post', 'depots') }} AS f ON f.depot = p.from_depot
JOIN {{ source('post', 'regions') }} AS rf ON rf.region = f.region_key
JOIN {{ source('post', 'countries') }} AS cf ON cf.country = rf.country_key
JOIN {{ source('post', 'depots') }} AS t ON t.depot = p.to_depot
JOIN {{ source('post', 'regions') }} AS rt ON rt.region = t.region_key
JOIN {{ source('post', 'countries') }} AS ct ON ct.country = rt.country_key
WHERE d.year BETWEEN 2021 AND 2022
    AND cf.zone = 'domestic'
    AND ct.zone IN ('union', 'overseas')
    AND s.segment <> 'private'
GROUP BY from_zone, to_zone, g.family, d.year
