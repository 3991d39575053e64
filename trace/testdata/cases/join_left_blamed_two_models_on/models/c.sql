SELECT id FROM {{ ref('b') }} WHERE creator IS NOT NULL
