SELECT id, unnest(s) FROM {{ source('src', 'clicks') }}
