SELECT c.id, coalesce(l.country, c.country) AS country
FROM {{ source('src', 'clicks') }} AS c
LEFT JOIN {{ source('src', 'links') }} AS l ON l.slug = c.slug
