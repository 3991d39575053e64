SELECT c.id, l.creator
FROM {{ source('src', 'clicks') }} AS c
LEFT JOIN {{ source('src', 'links') }} AS l USING (slug)
SEMI JOIN {{ source('src', 'creators') }} AS w ON w.name = l.creator
JOIN {{ source('src', 'days') }} AS d ON d.n = c.day
