SELECT a.u, l.n FROM {{ ref('a') }} AS a CROSS JOIN LATERAL (SELECT max(o.amt) AS n FROM {{ source('src', 'orders') }} AS o WHERE o.u = a.u GROUP BY o.u) AS l
