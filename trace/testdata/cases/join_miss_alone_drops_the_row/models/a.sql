SELECT r.id FROM {{ source('src','root') }} r JOIN {{ source('src','l') }} l ON l.k = r.k WHERE l.v IS NOT NULL
