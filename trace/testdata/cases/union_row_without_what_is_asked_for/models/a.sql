SELECT t.id FROM {{ source('src', 'clicks') }} AS t JOIN {{ source('src', 'users') }} AS u ON u.name = t.user_name AND t.user_name IS NOT NULL
UNION ALL
SELECT id FROM {{ source('src', 'clicks') }} WHERE user_name IS NULL AND ch = 'web'
