SELECT product_key // 100 AS product_group,
    sum(CASE WHEN status = 'delivered' THEN price_ct ELSE 0 END) AS delivered,
    sum(CASE WHEN status = 'lost' THEN price_ct ELSE 0 END) AS lost,
    sum(CASE WHEN delivered_day - sent_day > 5 THEN 1 ELSE 0 END) AS late,
    count(*) FILTER (WHERE insured) AS insured
FROM {{ source('post', 'parcels') }}
WHERE sent_day >= 365 AND product_key < 7000
GROUP BY product_group
