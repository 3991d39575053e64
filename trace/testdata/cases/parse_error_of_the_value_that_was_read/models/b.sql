SELECT id FROM {{ source('src','root') }} WHERE (try_cast(a AS INT) + try_cast(b AS INT)) IS NOT NULL AND nullif(try_cast(a AS INT), 0) IS NOT NULL
