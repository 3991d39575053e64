SELECT r.id, l.v FROM {{ source('src','root') }} r JOIN {{ source('src','l') }} l USING (k) WHERE r.type = 'web' UNION ALL SELECT id, 'app' FROM {{ source('src','root') }} WHERE type = 'app'
