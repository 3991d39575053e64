SELECT id FROM {{ ref('q') }} WHERE most > 5
