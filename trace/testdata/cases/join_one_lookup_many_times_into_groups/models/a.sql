SELECT c.kind, count(DISTINCT c.id) AS n, max(y2.yr) AS last FROM {{ source('src', 'clicks') }} AS c
JOIN {{ source('src', 'years') }} AS y1 ON y1.u = c.u JOIN {{ source('src', 'years') }} AS y2 ON y2.u = c.u
WHERE y1.yr = 2001 AND y2.yr >= 2002 GROUP BY c.kind HAVING count(DISTINCT c.id) > 1
