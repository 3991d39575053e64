SELECT id, amount, country AS name
FROM {{ ref('paid') }}
WHERE random() < 2
