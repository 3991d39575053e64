SELECT id, u.tag FROM {{ source('src', 'clicks') }} AS t, unnest(t.tags) AS u(tag) WHERE u.tag <> 'z'
