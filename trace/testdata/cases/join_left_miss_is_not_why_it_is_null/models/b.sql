SELECT id FROM {{ ref('a') }} WHERE eur IS NOT NULL
