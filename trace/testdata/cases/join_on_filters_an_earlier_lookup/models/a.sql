SELECT c.id, c.day
FROM {{ source('src', 'clicks') }} AS c
LEFT JOIN {{ source('src', 'links') }} AS l ON l.slug = c.slug
JOIN {{ source('src', 'days') }} AS d ON d.n = c.day AND l.live AND c.ip IS NOT NULL
