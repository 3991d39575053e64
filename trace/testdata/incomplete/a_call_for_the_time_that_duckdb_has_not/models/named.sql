SELECT p.id, p.amount, c.name
FROM {{ ref('paid') }} AS p
LEFT JOIN {{ ref('countries') }} AS c
  ON c.code = p.country
WHERE p.id > 1
