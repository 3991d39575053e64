SELECT channel, sum(parcels) AS parcels
FROM (
    SELECT 'shop' AS channel, count(*) AS parcels
    FROM {{ source('post', 'parcels') }} AS p
    JOIN {{ source('post', 'senders') }} AS s ON s.sender = p.sender_key
    WHERE s.segment = 'shop' AND p.insured
    UNION ALL
    SELECT 'heavy', count(*)
    FROM {{ source('post', 'parcels') }} AS p
    JOIN {{ source('post', 'products') }} AS g ON g.product = p.product_key
    WHERE p.weight_g > 10000 AND g.family = 'pallet'
    UNION ALL
    SELECT 'claimed', count(*)
    FROM {{ source('post', 'parcels') }} AS p
    JOIN {{ source('post', 'claims') }} AS c ON c.claimed = p.parcel
    WHERE c.reason = 'damaged'
) AS channels
GROUP BY channel
