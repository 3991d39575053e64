SELECT a.id, l.v, m.w, l.n + m.w AS t FROM {{ ref('a') }} a LEFT JOIN {{ source('src','l') }} l ON l.n = a.n LEFT JOIN {{ source('src','m') }} m ON m.k = a.k
