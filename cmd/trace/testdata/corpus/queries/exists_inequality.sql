SELECT p.from_depot, count(DISTINCT p.parcel) AS parcels
FROM {{ source('post', 'parcels') }} AS p
JOIN {{ source('post', 'claims') }} AS c ON c.claimed = p.parcel
WHERE c.reason = 'lost'
    AND EXISTS (SELECT * FROM {{ source('post', 'claims') }} AS other WHERE other.claimed = c.claimed AND other.clerk <> c.clerk)
GROUP BY p.from_depot
