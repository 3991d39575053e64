SELECT c.id FROM {{ source('src', 'clicks') }} AS c JOIN {{ source('src', 'links') }} AS l ON c.slug = l.slug AND c.status = 'paid'
