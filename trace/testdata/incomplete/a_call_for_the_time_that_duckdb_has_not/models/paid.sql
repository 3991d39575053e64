SELECT id, country, amount
FROM {{ source('src', 'orders') }}
WHERE paid = 1
