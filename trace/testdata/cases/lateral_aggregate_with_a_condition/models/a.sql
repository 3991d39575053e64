SELECT t.u, l.s FROM {{ source('src', 'clicks') }} AS t
JOIN LATERAL (SELECT sum(amt) AS s FROM {{ source('src', 'orders') }} AS o WHERE o.u = t.u) AS l ON coalesce(l.s, 7) > 5
