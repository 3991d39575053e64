SELECT r.id, 'x' AS s FROM {{ source('src','root') }} r JOIN {{ source('src','l') }} l USING (k) WHERE n = 5 UNION ALL SELECT id, 'y' FROM {{ source('src','root') }} r2 WHERE r2.n = 3
