SELECT parcel, sender_key, sent_day, segment, home_region
FROM {{ ref('parcels_of_senders') }}
QUALIFY row_number() OVER (PARTITION BY sender_key ORDER BY sent_day, parcel) = 1
