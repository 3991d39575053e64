SELECT * FROM {{ source('src','root') }} WHERE COLUMNS(*) IS NOT NULL
