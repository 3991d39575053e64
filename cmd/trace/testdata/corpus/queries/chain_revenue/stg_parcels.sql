SELECT parcel, sender_key, product_key, from_depot, sent_day, price_ct, coalesce(status, 'unknown') AS status
FROM {{ source('post', 'parcels') }}
WHERE sent_day >= 365
