SELECT id FROM {{ source('src','root') }} WHERE ch = 'web' AND v > 2 UNION ALL SELECT id FROM {{ source('src','root') }} WHERE ch = 'app'
