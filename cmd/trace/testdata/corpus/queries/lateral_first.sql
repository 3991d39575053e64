SELECT first.reason, count(*) AS parcels
FROM {{ source('post', 'parcels') }} AS p
JOIN LATERAL (
    SELECT c.reason FROM {{ source('post', 'claims') }} AS c WHERE c.claimed = p.parcel ORDER BY c.opened_day, c.claim LIMIT 1
) AS first ON TRUE
WHERE p.status = 'delivered'
GROUP BY first.reason
