SELECT p.id, p.amount, c.name
FROM {{ ref('paid') }} AS p
LEFT JOIN {{ ref('countries') }} AS c
  USING code
WHERE p.id > 1
