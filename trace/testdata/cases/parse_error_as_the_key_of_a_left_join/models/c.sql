SELECT id FROM {{ ref('b') }} WHERE t > 0
