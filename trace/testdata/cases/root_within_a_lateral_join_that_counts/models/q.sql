SELECT us.u, l.n FROM {{ source('src', 'users') }} AS us CROSS JOIN LATERAL (SELECT count(*) AS n FROM {{ source('src', 'clicks') }} AS o WHERE o.u = us.u) AS l
