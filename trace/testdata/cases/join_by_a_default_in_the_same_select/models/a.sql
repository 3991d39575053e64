SELECT c.id, c.slug FROM {{ source('src', 'clicks') }} AS c
LEFT JOIN {{ source('src', 'links') }} AS l ON l.slug = c.slug
JOIN {{ source('src', 'creators') }} AS w ON w.creator = CASE WHEN l.creator IS NULL THEN 'none' ELSE upper(l.creator) END
