SELECT id FROM {{ ref('a') }} WHERE rn <> 1
