SELECT c.id FROM {{ source('src', 'clicks') }} AS c, {{ source('src', 'links') }} AS l WHERE (c.n = 1 OR l.creator = 'Bob') AND c.slug = l.slug
