SELECT from_depot, count(*) AS parcels, sum(price_ct) AS revenue, avg(weight_g) AS mean_weight
FROM {{ source('post', 'parcels') }}
WHERE sent_day BETWEEN 731 AND 1461
    AND status = 'delivered'
    AND insured
    AND weight_g >= 100
GROUP BY from_depot
