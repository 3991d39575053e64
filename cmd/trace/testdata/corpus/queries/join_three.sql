SELECT d.year, s.segment, count(*) AS parcels, sum(p.price_ct) AS revenue
FROM {{ source('post', 'parcels') }} AS p
JOIN {{ source('post', 'days') }} AS d ON d.day = p.sent_day
JOIN {{ source('post', 'senders') }} AS s ON s.sender = p.sender_key
JOIN {{ source('post', 'products') }} AS g ON g.product = p.product_key
WHERE d.year = 2023
    AND s.segment IN ('shop', 'marketplace')
    AND g.size_class < 5
    AND p.status = 'delivered'
GROUP BY d.year, s.segment
