SELECT * FROM {{ source('src', 'clicks') }} WHERE u IS NOT NULL
