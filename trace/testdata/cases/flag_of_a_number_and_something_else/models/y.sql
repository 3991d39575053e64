SELECT * FROM {{ ref('x') }} WHERE is_old
