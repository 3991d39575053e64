SELECT * FROM {{ ref('w') }} WHERE NOT CAST(is_copy AS BOOLEAN)
