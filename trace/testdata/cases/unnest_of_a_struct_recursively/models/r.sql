SELECT id FROM {{ ref('q') }} WHERE c = 2
