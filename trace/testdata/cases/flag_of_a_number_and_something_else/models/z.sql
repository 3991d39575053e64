SELECT * FROM {{ ref('y') }} WHERE is_good OR id <> 5
