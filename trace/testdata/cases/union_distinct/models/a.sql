SELECT slug FROM {{ source('src', 'clicks') }} WHERE id < 4
UNION
SELECT alias FROM {{ source('src', 'clicks') }} WHERE id = 4
