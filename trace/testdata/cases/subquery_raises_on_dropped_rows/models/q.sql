SELECT id FROM {{ source('src', 'clicks') }} AS t WHERE ok = 1 AND EXISTS (SELECT 1 FROM {{ source('src', 'b') }} AS b WHERE b.k = CAST(t.j AS BIGINT))
