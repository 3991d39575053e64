SELECT id FROM {{ ref('a') }} WHERE val > 1
