SELECT count(*) AS senders
FROM (
    SELECT sender_key FROM {{ source('post', 'parcels') }} WHERE sent_day < 365 AND sender_key IS NOT NULL
    INTERSECT
    SELECT sender_key FROM {{ source('post', 'parcels') }} WHERE sent_day >= 1826
    EXCEPT
    SELECT s.sender FROM {{ source('post', 'senders') }} AS s WHERE s.segment = 'private'
) AS loyal
