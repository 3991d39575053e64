SELECT id, CAST(value AS INTEGER) AS n
FROM (SELECT * FROM {{ source('src', 'clicks') }} WHERE type = 'number') AS numbers
WHERE CAST(value AS INTEGER) > 0
