SELECT id, tags, u.tag FROM {{ source('src', 'clicks') }} AS t JOIN unnest(t.tags) AS u(tag) ON u.tag <> 'z'
