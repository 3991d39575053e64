SELECT id FROM {{ ref('c') }} WHERE creator IS NOT NULL
