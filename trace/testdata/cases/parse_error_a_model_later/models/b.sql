SELECT id FROM {{ ref('a') }} WHERE born >= DATE '2024-01-01'
