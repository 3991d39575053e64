SELECT c.id
FROM {{ source('src', 'clicks') }} AS c
JOIN {{ source('src', 'links') }} AS l ON l.slug = c.slug
JOIN {{ source('src', 'creators') }} AS r ON r.id = l.creator_id
