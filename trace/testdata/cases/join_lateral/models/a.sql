SELECT c.id, f.n
FROM {{ source('src', 'clicks') }} AS c,
  LATERAL (SELECT min(l.n) AS n FROM {{ source('src', 'links') }} AS l WHERE l.slug = c.slug HAVING count(*) > 0) AS f
