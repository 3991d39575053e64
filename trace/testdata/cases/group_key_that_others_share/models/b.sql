SELECT creator, n FROM {{ ref('a') }} WHERE creator IS NOT NULL AND n > 0
