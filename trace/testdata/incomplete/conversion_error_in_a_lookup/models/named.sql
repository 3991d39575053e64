SELECT p.id, p.amount, c.name, c.number
FROM {{ ref('paid') }} AS p
LEFT JOIN {{ ref('countries') }} AS c
  ON c.code = p.country AND c.number > 0
