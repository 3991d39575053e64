SELECT id FROM {{ source('src', 'years') }} AS y1, {{ source('src', 'names') }} AS n, {{ source('src', 'years') }} AS y2, {{ source('src', 'clicks') }} AS c
WHERE y1.kind = 's' AND c.u = y1.u AND y2.u = c.u AND y2.kind <> y1.kind AND y1.yr = year AND title LIKE 'A%'
