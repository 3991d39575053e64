SELECT id FROM {{ ref('a') }} WHERE id IN (3, 4)
