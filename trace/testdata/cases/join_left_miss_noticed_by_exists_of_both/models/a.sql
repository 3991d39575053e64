SELECT c.id, creator, day FROM {{ source('src', 'clicks') }} AS c LEFT JOIN {{ source('src', 'links') }} AS l ON l.slug = c.slug
WHERE EXISTS (SELECT 1 FROM {{ source('src', 'creators') }} WHERE name = creator AND since <= day)
