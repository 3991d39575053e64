SELECT id, slug FROM {{ ref('a') }} AS c
WHERE slug IN (SELECT l.slug FROM {{ source('src', 'links') }} AS l WHERE l.live)
