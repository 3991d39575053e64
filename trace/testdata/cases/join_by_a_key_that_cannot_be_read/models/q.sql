SELECT t.id FROM {{ source('src', 'clicks') }} AS t JOIN {{ source('src', 'b') }} AS b ON TRY_CAST(t.k AS BIGINT) = b.k
