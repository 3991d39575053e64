SELECT g.family, count(*) AS parcels
FROM {{ source('post', 'parcels') }} AS p
JOIN {{ source('post', 'products') }} AS g ON g.product = p.product_key
JOIN {{ source('post', 'claims') }} AS c ON c.claimed = p.parcel
WHERE EXISTS (SELECT * FROM {{ source('post', 'claims') }} AS second WHERE second.claimed = p.parcel AND second.claim <> c.claim)
    AND NOT EXISTS (SELECT * FROM {{ source('post', 'claims') }} AS worse WHERE worse.claimed = p.parcel AND worse.claim <> c.claim AND worse.claim_ct > c.claim_ct)
GROUP BY g.family
