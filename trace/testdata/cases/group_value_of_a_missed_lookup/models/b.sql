SELECT * FROM {{ ref('a') }} WHERE creator IS NOT NULL
