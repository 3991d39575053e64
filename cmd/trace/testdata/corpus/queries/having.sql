SELECT p.sender_key, count(*) AS parcels, sum(p.price_ct) AS revenue
FROM {{ source('post', 'parcels') }} AS p
JOIN {{ source('post', 'senders') }} AS s ON s.sender = p.sender_key
WHERE s.segment = 'industry'
GROUP BY p.sender_key
HAVING sum(p.price_ct) > 40000 AND count(*) > 20
