SELECT DISTINCT ON (parcel) parcel, sender_key, product_key, from_depot, to_depot, sent_day, delivered_day, price_ct, weight_g
FROM {{ source('post', 'parcels') }}
WHERE from_depot IS NOT NULL
ORDER BY parcel, sent_day
