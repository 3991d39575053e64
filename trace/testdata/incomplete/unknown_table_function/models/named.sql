SELECT p.id, p.amount, x.name
FROM {{ ref('paid') }} AS p,
  LATERAL flatten(p.country) AS x(name)
