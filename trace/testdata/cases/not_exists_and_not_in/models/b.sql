SELECT id FROM {{ ref('a') }} WHERE slug NOT IN (SELECT slug FROM {{ source('src', 'links') }})
