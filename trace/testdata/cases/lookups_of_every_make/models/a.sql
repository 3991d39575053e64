WITH names AS (SELECT slug, upper(slug) AS name FROM {{ ref('side') }})
SELECT c.id, c.n, v.label, r.x, (SELECT count(*) FROM names) AS total
FROM {{ source('src', 'clicks') }} AS c
JOIN names AS s ON s.slug = c.slug
JOIN (VALUES (1, 'one'), (2, 'two'), (9, 'nine')) AS v(n, label) ON v.n = c.n
JOIN range(5) AS r(x) ON r.x = c.n
