WITH good AS (SELECT * FROM {{ source('src', 'clicks') }} WHERE ts IS NOT NULL),
firsts AS (SELECT session, min(ts) AS ts FROM good GROUP BY session)
SELECT g.id FROM good AS g JOIN firsts AS f ON f.session = g.session AND f.ts = g.ts
