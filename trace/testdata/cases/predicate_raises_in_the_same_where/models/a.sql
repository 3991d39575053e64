SELECT id, 1 / CAST(text AS INTEGER) AS n
FROM {{ source('src', 'clicks') }}
WHERE kind = 'number' AND CAST(text AS INTEGER) > 0
