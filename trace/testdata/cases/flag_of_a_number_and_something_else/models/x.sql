SELECT * FROM {{ ref('w') }} WHERE is_old OR u = 'b'
