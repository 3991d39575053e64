SELECT t.id, t.k FROM {{ source('src', 'clicks') }} AS t JOIN {{ source('src', 'b') }} AS b
ON TRY_CAST(t.k AS INTEGER) = b.k AND TRY_CAST(t.day AS DATE) >= b.begin AND TRY_CAST(t.day AS DATE) < b.finish
