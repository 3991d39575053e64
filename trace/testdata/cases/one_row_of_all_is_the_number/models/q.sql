SELECT max(id) AS last FROM {{ source('src', 'clicks') }} WHERE k IS NOT NULL
