SELECT r.id FROM {{ source('src','root') }} r CROSS JOIN {{ source('src','params') }} p WHERE r.d >= p.s AND r.d < p.e
