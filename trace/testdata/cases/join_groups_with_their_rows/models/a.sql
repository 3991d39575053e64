SELECT r.* FROM (SELECT k, max(n) AS n FROM {{ source('src','root') }} GROUP BY k) m JOIN {{ source('src','root') }} r ON m.k = r.k AND m.n = r.n
