SELECT id FROM {{ ref('a') }} WHERE mon IS NOT NULL
