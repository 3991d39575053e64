SELECT id FROM {{ ref('b') }} WHERE place <= 1
