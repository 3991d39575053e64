SELECT id FROM {{ source('src', 'clicks') }} ORDER BY n LIMIT 2
