SELECT u FROM {{ ref('q') }} WHERE n > 1
