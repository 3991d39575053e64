SELECT * FROM {{ ref('y') }} WHERE n >= 1 AND n % 2 = 0
