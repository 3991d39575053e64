SELECT id FROM {{ source('src', 'clicks') }} WHERE n IS NOT NULL ORDER BY n DESC LIMIT 2 OFFSET 1
