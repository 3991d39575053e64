SELECT id FROM {{ ref('q') }} WHERE a = 1 OR b = 1
