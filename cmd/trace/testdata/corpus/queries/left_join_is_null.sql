SELECT p.from_depot, count(*) AS without_claim
FROM {{ source('post', 'parcels') }} AS p
LEFT JOIN {{ source('post', 'claims') }} AS c ON c.claimed = p.parcel AND c.reason = 'late'
WHERE c.claim IS NULL
    AND p.delivered_day - p.sent_day > 7
GROUP BY p.from_depot
