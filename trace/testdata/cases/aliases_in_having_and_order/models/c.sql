SELECT slug FROM {{ ref('b') }} WHERE n = 2
