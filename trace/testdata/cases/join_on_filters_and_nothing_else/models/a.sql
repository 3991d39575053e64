SELECT c.id, c.slug, c.status FROM {{ source('src', 'clicks') }} AS c JOIN {{ source('src', 'days') }} AS d ON c.status <> 'open'
