SELECT o.season, count(*) AS uses, count(DISTINCT p.parcel) AS parcels, sum(p.price_ct * o.percent) // 100 AS rebate
FROM {{ source('post', 'parcels') }} AS p
JOIN {{ source('post', 'offers') }} AS o ON o.offered = p.product_key AND p.sent_day BETWEEN o.first_day AND o.last_day
WHERE p.status = 'delivered'
    AND o.percent >= 10
GROUP BY o.season
