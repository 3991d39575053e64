SELECT id FROM {{ source('src', 'clicks') }} WHERE (x = 1 OR y = 1) AND NOT (x = 2 AND y = 1)
