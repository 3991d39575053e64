SELECT u.percent, count(*) AS parcels, sum(p.price_ct * (100 + u.percent)) // 100 AS revenue
FROM {{ source('post', 'parcels') }} AS p
JOIN {{ source('post', 'surcharges') }} AS u ON p.sent_day >= u.from_day AND p.sent_day < u.to_day
WHERE p.weight_g > 500
GROUP BY u.percent
