SELECT * FROM {{ ref('k') }} WHERE n > 0
