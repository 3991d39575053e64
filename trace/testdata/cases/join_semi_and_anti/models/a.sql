SELECT c.id, c.ip FROM {{ source('src', 'clicks') }} AS c SEMI JOIN {{ source('src', 'links') }} AS l ON l.slug = c.slug
