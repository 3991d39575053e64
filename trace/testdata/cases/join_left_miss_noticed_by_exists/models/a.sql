SELECT c.id FROM {{ source('src', 'clicks') }} AS c LEFT JOIN {{ source('src', 'links') }} AS l USING (slug)
WHERE EXISTS (SELECT 1 FROM {{ source('src', 'creators') }} AS w WHERE w.name = l.creator)
