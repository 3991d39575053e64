SELECT p.id, c.name,
  CAST(p.amount AS INTEGER) AS amount
FROM {{ ref('paid') }} AS p
LEFT JOIN {{ ref('countries') }} AS c
  ON c.code = p.country
