SELECT c.id
FROM {{ source('src', 'clicks') }} AS c
LEFT JOIN {{ source('src', 'links') }} AS l ON l.slug = c.slug
WHERE l.creator = 'Ann'
