SELECT r.id, CASE WHEN ch = 'web' THEN l.v ELSE r.own END AS val FROM {{ source('src','root') }} r LEFT JOIN {{ source('src','l') }} l USING (k)
