SELECT c.id FROM {{ source('src', 'clicks') }} AS c
JOIN {{ source('src', 'years') }} AS y1 ON y1.u = c.u JOIN {{ source('src', 'years') }} AS y2 ON y2.u = c.u JOIN {{ source('src', 'years') }} AS y3 ON y3.u = c.u
WHERE y1.kind = 's' AND y1.yr = 2001 AND y2.kind = 's' AND y2.yr = 2002 AND y3.kind = 'w' AND y3.yr > 2001
