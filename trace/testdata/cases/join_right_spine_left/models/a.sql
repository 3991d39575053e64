SELECT c.id, l.creator
FROM {{ source('src', 'clicks') }} AS c
RIGHT JOIN {{ source('src', 'links') }} AS l ON l.slug = c.slug
