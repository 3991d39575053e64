SELECT c.id, l.creator FROM {{ source('src', 'clicks') }} AS c LEFT JOIN {{ source('src', 'links') }} AS l ON l.slug = c.slug
QUALIFY row_number() OVER (PARTITION BY l.creator ORDER BY c.id) = 1
