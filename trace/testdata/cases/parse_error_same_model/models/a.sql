SELECT id, TRY_CAST(ts AS DATE) AS day
FROM {{ source('src', 'clicks') }}
WHERE TRY_CAST(ts AS DATE) IS NOT NULL
