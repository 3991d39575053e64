SELECT id, placed, region, amount
FROM {{ ref('clean') }}
WHERE status = 'paid'
