SELECT n FROM {{ ref('a') }} WHERE x IS NULL AND n = 1
