SELECT c.id, c.slug, l.creator FROM {{ source('src', 'clicks') }} AS c LEFT JOIN {{ source('src', 'links') }} AS l ON l.slug = c.slug
