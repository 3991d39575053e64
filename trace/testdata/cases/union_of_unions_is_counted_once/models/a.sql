(SELECT id FROM {{ source('src', 'clicks') }} WHERE n < 3 UNION ALL SELECT id FROM {{ source('src', 'clicks') }} WHERE n < 2) UNION ALL SELECT id FROM {{ source('src', 'clicks') }}
