SELECT CAST(amount AS INTEGER) AS orders
FROM {{ ref('named') }}
