SELECT id, unnest(tags) AS tag FROM {{ source('src', 'clicks') }} WHERE id < 5
