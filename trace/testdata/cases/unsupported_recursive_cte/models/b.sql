SELECT id FROM {{ ref('a') }} WHERE id = 1
