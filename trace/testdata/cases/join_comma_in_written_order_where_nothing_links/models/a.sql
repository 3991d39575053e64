SELECT c.id FROM {{ source('src', 'nothing') }} AS n, {{ source('src', 'days') }} AS d, {{ source('src', 'clicks') }} AS c, {{ source('src', 'my links') }} AS "the l" WHERE c.slug = "the l".slug
