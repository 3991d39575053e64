SELECT c.id, c.slug, c.day, l.creator, l.team FROM {{ source('src', 'clicks') }} AS c LEFT JOIN {{ source('src', 'links') }} AS l USING (slug, day)
