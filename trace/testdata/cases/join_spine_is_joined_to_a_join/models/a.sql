SELECT t.id
FROM {{ source('src', 'creators') }} AS c
JOIN {{ source('src', 'links') }} AS l ON c.name = l.creator AND l.live
JOIN {{ source('src', 'clicks') }} AS t ON t.slug = l.slug
