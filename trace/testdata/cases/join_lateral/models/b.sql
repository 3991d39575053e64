SELECT a.id FROM {{ ref('a') }} AS a LEFT JOIN LATERAL (SELECT l.slug FROM {{ source('src', 'links') }} AS l WHERE l.n = a.n) AS f ON TRUE
