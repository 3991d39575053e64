SELECT * FROM {{ ref('a') }} WHERE is_first = 1
