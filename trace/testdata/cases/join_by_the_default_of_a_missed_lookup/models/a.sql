SELECT c.id, coalesce(l.creator, 'unknown') AS creator FROM {{ source('src', 'clicks') }} AS c LEFT JOIN {{ source('src', 'links') }} AS l USING (slug)
