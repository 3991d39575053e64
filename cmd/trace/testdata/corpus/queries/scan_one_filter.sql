SELECT status, count(*) AS parcels, sum(price_ct) AS revenue
FROM {{ source('post', 'parcels') }}
WHERE weight_g < 4000
GROUP BY status
