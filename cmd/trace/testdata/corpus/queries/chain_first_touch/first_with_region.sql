SELECT f.parcel, f.segment, f.sent_day, r.region_name, c.zone
FROM {{ ref('first_parcels') }} AS f
LEFT JOIN {{ source('post', 'regions') }} AS r ON r.region = f.home_region
LEFT JOIN {{ source('post', 'countries') }} AS c ON c.country = r.country_key
