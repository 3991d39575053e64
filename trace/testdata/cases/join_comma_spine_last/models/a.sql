SELECT t.id FROM {{ source('src', 'creators') }} AS c, {{ source('src', 'links') }} AS l, {{ source('src', 'clicks') }} AS t
WHERE c.name = l.creator AND t.slug = l.slug AND t.v < 5
