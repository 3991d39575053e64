SELECT region_name, family, sum(price_ct) AS revenue
FROM {{ source('post', 'regions') }}, {{ source('post', 'depots') }}, {{ source('post', 'products') }}, {{ source('post', 'days') }}, {{ source('post', 'senders') }}, {{ source('post', 'parcels') }}
WHERE region = region_key
    AND depot = from_depot
    AND product = product_key
    AND date BETWEEN DATE '2022-04-01' AND DATE '2022-09-30'
    AND day = sent_day
    AND sender = sender_key
    AND family <> 'pallet'
    AND depot_kind = 'hub'
    AND customer_since < DATE '2021-01-01'
GROUP BY region_name, family
ORDER BY revenue DESC
