SELECT c.id, l.slug
FROM {{ source('src', 'clicks') }} AS c
JOIN {{ source('src', 'countries') }} AS k ON k.country = c.country
FULL JOIN {{ source('src', 'links') }} AS l ON l.slug = c.slug
