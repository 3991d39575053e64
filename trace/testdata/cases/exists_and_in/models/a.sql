SELECT id, slug FROM {{ source('src', 'clicks') }} AS c
WHERE EXISTS (SELECT 1 FROM {{ source('src', 'links') }} AS l WHERE l.slug = c.slug)
