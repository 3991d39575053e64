SELECT c.id, l.slug
FROM {{ source('src', 'links') }} AS l
LEFT JOIN {{ source('src', 'clicks') }} AS c ON c.slug = l.slug
