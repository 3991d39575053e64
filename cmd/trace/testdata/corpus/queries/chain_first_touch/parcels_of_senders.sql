SELECT p.parcel, p.sender_key, p.sent_day, p.price_ct, s.segment, s.home_region
FROM {{ source('post', 'parcels') }} AS p
JOIN {{ source('post', 'senders') }} AS s ON s.sender = p.sender_key
WHERE s.email IS NOT NULL
