SELECT d.year, d.month, g.family, sum(p.price_ct) AS revenue
FROM {{ source('post', 'parcels') }} AS p
JOIN {{ source('post', 'days') }} AS d ON d.day = p.sent_day
JOIN {{ source('post', 'products') }} AS g ON g.product = p.product_key
WHERE g.size_class IS NOT NULL
GROUP BY ROLLUP (d.year, d.month, g.family)
