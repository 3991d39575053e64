SELECT p.parcel, p.sender_key, p.from_depot, p.sent_day, p.status, p.price_ct * (100 + u.percent) // 100 AS paid_ct, g.family
FROM {{ ref('stg_parcels') }} AS p
JOIN {{ source('post', 'surcharges') }} AS u ON p.sent_day >= u.from_day AND p.sent_day < u.to_day
LEFT JOIN {{ source('post', 'products') }} AS g ON g.product = p.product_key
WHERE p.status NOT IN ('lost', 'unknown')
