SELECT t.u, l.s, m.latest
FROM {{ source('src', 'clicks') }} AS t,
  LATERAL (SELECT x.s, 'EUR' AS currency FROM (SELECT sum(amt) AS s FROM {{ source('src', 'orders') }} AS o WHERE o.u = t.u) AS x) AS l,
  (SELECT max(amt) AS latest FROM {{ source('src', 'orders') }} AS o WHERE o.u = t.u) AS m
WHERE l.currency = 'EUR' AND m.latest > 1
