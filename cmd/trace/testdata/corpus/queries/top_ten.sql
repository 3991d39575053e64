SELECT s.sender, s.email, sum(p.price_ct) AS revenue
FROM {{ source('post', 'parcels') }} AS p
JOIN {{ source('post', 'senders') }} AS s ON s.sender = p.sender_key
JOIN {{ source('post', 'days') }} AS d ON d.day = p.sent_day
WHERE d.year = 2024
    AND s.email IS NOT NULL
GROUP BY s.sender, s.email
ORDER BY revenue DESC, s.sender
LIMIT 10
