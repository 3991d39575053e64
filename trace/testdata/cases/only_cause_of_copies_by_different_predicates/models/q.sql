SELECT t.id FROM {{ source('src', 'clicks') }} AS t JOIN {{ source('src', 'b') }} AS b ON t.k = b.k WHERE b.x = 1 AND b.y = 1 AND b.z = 1
