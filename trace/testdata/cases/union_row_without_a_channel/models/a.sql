SELECT t.id, 'A' AS c FROM {{ source('src', 'clicks') }} AS t JOIN {{ source('src', 'links') }} AS b ON b.id = t.id WHERE ch = 'a'
UNION ALL
SELECT id, 'B' FROM {{ source('src', 'clicks') }} WHERE ch = 'b' AND v > 10
