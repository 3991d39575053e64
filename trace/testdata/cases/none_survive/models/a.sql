SELECT id FROM {{ source('src', 'clicks') }} WHERE id > 5
