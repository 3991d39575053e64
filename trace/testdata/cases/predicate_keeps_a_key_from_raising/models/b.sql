SELECT r.id FROM {{ source('src','root') }} r JOIN {{ source('src','l2') }} l ON r.k::INT = l.j WHERE regexp_matches(k, '^[0-9]+$')
