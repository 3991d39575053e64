SELECT DISTINCT id FROM {{ ref('a') }} WHERE n = 1
