SELECT p.*, c.claims, 'claimed' AS why
FROM {{ ref('clean_parcels') }} AS p
JOIN {{ ref('claimed') }} AS c ON c.claimed = p.parcel
UNION ALL
SELECT p.*, 0, 'slow'
FROM {{ ref('clean_parcels') }} AS p
WHERE p.delivered_day - p.sent_day > 7
