SELECT id FROM {{ ref('a') }} WHERE place = 2 AND before = 10 AND total = 40
