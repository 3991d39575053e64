SELECT id, l, unnest(s, recursive := true) FROM {{ source('src', 'clicks') }}
