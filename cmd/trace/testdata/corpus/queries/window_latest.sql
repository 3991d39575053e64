SELECT latest.status, count(*) AS senders
FROM (
    SELECT sender_key, status, row_number() OVER (PARTITION BY sender_key ORDER BY sent_day DESC, parcel DESC) AS place
    FROM {{ source('post', 'parcels') }}
    WHERE sender_key IS NOT NULL
) AS latest
WHERE latest.place = 1
GROUP BY latest.status
