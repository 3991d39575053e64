SELECT id FROM {{ ref('a') }} WHERE creator <> 'Ann'
