SELECT id FROM {{ source('src','root') }} WHERE d LIKE '2024-%' AND d::DATE >= DATE '2024-01-15' AND d::DATE < DATE '2025-01-01'
