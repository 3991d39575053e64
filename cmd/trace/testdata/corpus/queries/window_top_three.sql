SELECT from_depot, parcel, price_ct
FROM {{ source('post', 'parcels') }}
WHERE status = 'returned'
QUALIFY row_number() OVER (PARTITION BY from_depot ORDER BY price_ct DESC, parcel) <= 3
