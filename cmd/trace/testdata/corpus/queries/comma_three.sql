SELECT year, segment, count(*) AS parcels, sum(price_ct) AS revenue
FROM {{ source('post', 'parcels') }}, {{ source('post', 'days') }}, {{ source('post', 'senders') }}, {{ source('post', 'products') }}
WHERE sent_day = day
    AND sender_key = sender
    AND product_key = product
    AND year = 2023
    AND segment IN ('shop', 'marketplace')
    AND size_class < 5
    AND status = 'delivered'
GROUP BY year, segment
