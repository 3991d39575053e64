SELECT id, slug FROM {{ source('src', 'clicks') }} AS c
WHERE NOT EXISTS (SELECT 1 FROM {{ source('src', 'bots') }} AS b WHERE b.slug = c.slug)
