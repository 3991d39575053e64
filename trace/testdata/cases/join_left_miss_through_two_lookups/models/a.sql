SELECT r.id, m.v FROM {{ source('src','root') }} r LEFT JOIN {{ source('src','l1') }} l ON l.k = r.k LEFT JOIN {{ source('src','l2') }} m ON m.j = l.j
