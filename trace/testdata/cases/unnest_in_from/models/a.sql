SELECT c.id, u.tag FROM {{ source('src', 'clicks') }} AS c, unnest(c.tags) AS u(tag)
