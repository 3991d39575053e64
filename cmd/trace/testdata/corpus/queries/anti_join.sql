SELECT p.sent_day // 30 AS month, count(*) AS parcels
FROM {{ source('post', 'parcels') }} AS p
ANTI JOIN {{ source('post', 'claims') }} AS c ON c.claimed = p.parcel
WHERE p.status = 'lost'
GROUP BY month
