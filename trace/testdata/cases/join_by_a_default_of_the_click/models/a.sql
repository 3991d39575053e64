SELECT c.id, c.day, coalesce(l.creator, c.slug) AS creator, coalesce(l.team, 'none') AS team
FROM {{ source('src', 'clicks') }} AS c LEFT JOIN {{ source('src', 'links') }} AS l USING (slug)
