SELECT count(*) AS parcels, sum(p.price_ct) AS revenue
FROM {{ source('post', 'parcels') }} AS p
JOIN {{ source('post', 'products') }} AS g ON g.product = p.product_key
WHERE g.family = 'express'
    AND p.weight_g < (SELECT 0.2 * avg(q.weight_g) FROM {{ source('post', 'parcels') }} AS q WHERE q.product_key = p.product_key)
