SELECT id, (SELECT max(b.z + CAST(t.j AS BIGINT)) FROM {{ source('src', 'b') }} AS b WHERE b.k <= CAST(t.j AS BIGINT)) AS most
FROM {{ source('src', 'clicks') }} AS t WHERE ok = 1 AND 1 IN (SELECT b.z * CAST(t.j AS BIGINT) // CAST(t.j AS BIGINT) FROM {{ source('src', 'b') }} AS b)
