SELECT r.id FROM {{ source('src','root') }} r LEFT JOIN {{ source('src','l1') }} l ON l.k = r.k WHERE l.j IN (SELECT j FROM {{ source('src','l2') }})
