SELECT id, 'x' AS s FROM {{ source('src', 'clicks') }} UNION SELECT id, CASE WHEN id = 1 THEN 'y' ELSE 'x' END FROM {{ source('src', 'clicks') }}
