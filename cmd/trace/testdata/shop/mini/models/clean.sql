-- Orders with the region of their country.
SELECT orders.*, countries.region
FROM {{ source('shop', 'orders') }} AS orders
JOIN {{ source('shop', 'countries') }} AS countries ON countries.code = orders.country
