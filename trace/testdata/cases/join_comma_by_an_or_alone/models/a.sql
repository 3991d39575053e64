SELECT c.id FROM {{ source('src', 'clicks') }} AS c, {{ source('src', 'links') }} AS l WHERE c.slug = l.slug OR c.url = l.url
