SELECT id FROM {{ ref('a') }} WHERE id IN (2, 4)
