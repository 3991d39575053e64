SELECT sum(price_ct) AS revenue, count(*) AS parcels
FROM {{ source('post', 'parcels') }}, {{ source('post', 'products') }}, {{ source('post', 'senders') }}
WHERE (product = product_key AND sender = sender_key AND family = 'express' AND weight_g BETWEEN 20 AND 2000 AND segment = 'shop')
    OR (product = product_key AND sender = sender_key AND family = 'parcel' AND weight_g BETWEEN 1000 AND 9000 AND segment = 'private')
    OR (product = product_key AND sender = sender_key AND family = 'pallet' AND weight_g > 5000 AND segment = 'industry')
