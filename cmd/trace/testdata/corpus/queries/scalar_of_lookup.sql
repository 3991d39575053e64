SELECT p.from_depot, count(*) AS parcels
FROM {{ source('post', 'parcels') }} AS p
WHERE p.price_ct > 2 * (SELECT min(g.list_ct) FROM {{ source('post', 'products') }} AS g WHERE g.product = p.product_key)
    AND p.sent_day > (SELECT max(o.first_day) FROM {{ source('post', 'offers') }} AS o WHERE o.offered = p.product_key)
GROUP BY p.from_depot
