SELECT id, -n AS n, n * 2 AS double FROM {{ source('src', 'clicks') }} WHERE n > 1 AND double < 6
