SELECT id FROM {{ ref('q') }} WHERE b.c = 2 AND a = 1
