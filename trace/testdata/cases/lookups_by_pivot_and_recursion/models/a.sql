WITH RECURSIVE steps(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM steps WHERE n < 3),
wide AS (SELECT * FROM {{ source('src', 'sales') }} PIVOT (sum(v) FOR kind IN ('p', 'q') GROUP BY slug))
SELECT c.id, w.p, s.n, u.v
FROM {{ source('src', 'clicks') }} AS c
JOIN steps AS s ON s.n = c.day
JOIN wide AS w ON w.slug = c.slug
JOIN {{ source('src', 'sales') }} UNPIVOT (v FOR what IN (v, x)) AS u ON u.slug = c.slug AND u.what = 'x'
