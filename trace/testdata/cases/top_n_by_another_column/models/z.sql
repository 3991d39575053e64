SELECT * FROM {{ ref('y') }} WHERE n < 2
