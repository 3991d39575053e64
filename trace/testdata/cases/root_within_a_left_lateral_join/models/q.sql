SELECT us.u, l.oid FROM {{ source('src', 'users') }} AS us LEFT JOIN LATERAL (SELECT oid FROM {{ ref('p') }} AS o WHERE o.u = us.u LIMIT 1) AS l ON TRUE
