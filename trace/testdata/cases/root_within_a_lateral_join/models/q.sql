SELECT us.u, l.oid FROM {{ source('src', 'users') }} AS us, LATERAL (SELECT * FROM {{ source('src', 'clicks') }} AS o WHERE o.u = us.u ORDER BY ts DESC LIMIT 1) AS l
