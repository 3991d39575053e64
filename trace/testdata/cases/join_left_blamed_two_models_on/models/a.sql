SELECT c.id, upper(l.creator) AS who
FROM {{ source('src', 'clicks') }} AS c
LEFT JOIN {{ source('src', 'links') }} AS l ON l.slug = c.slug
