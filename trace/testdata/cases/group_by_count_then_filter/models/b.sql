SELECT country, clicks FROM {{ ref('a') }} WHERE clicks > 1 AND country IS NOT NULL
