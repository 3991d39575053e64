SELECT id + 1 AS next, next * 10 AS tens FROM {{ ref('a') }} WHERE tens = 30 AND n < 0
