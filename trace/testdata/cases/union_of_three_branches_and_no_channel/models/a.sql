SELECT id FROM {{ source('src', 'clicks') }} WHERE ch = 'a'
UNION ALL
SELECT t.id FROM {{ source('src', 'clicks') }} AS t JOIN {{ source('src', 'links') }} AS b ON b.id = t.id JOIN {{ source('src', 'users') }} AS u ON u.id = b.id WHERE t.ch IN ('b', 'c')
UNION ALL
SELECT id FROM {{ source('src', 'clicks') }} WHERE ch = 'd'
