SELECT p.status, count(*) AS parcels
FROM {{ source('post', 'parcels') }} AS p
WHERE p.sender_key IN (SELECT s.sender FROM {{ source('post', 'senders') }} AS s WHERE s.segment = 'shop' AND s.email LIKE '%@web.example')
    AND p.product_key IN (SELECT g.product FROM {{ source('post', 'products') }} AS g WHERE g.family = 'letter')
GROUP BY p.status
