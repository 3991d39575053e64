SELECT o.season, c.reason, count(*) AS pairs
FROM {{ source('post', 'parcels') }} AS p
JOIN {{ source('post', 'offers') }} AS o ON o.offered = p.product_key
JOIN {{ source('post', 'claims') }} AS c ON c.claimed = p.parcel
WHERE o.season IN ('spring', 'loyalty')
    AND c.claim_ct > 4000
    AND o.percent > 10
GROUP BY o.season, c.reason
