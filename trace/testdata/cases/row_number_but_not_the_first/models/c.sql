SELECT id FROM {{ ref('b') }} WHERE id > 3
