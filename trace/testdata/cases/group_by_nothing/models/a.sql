SELECT count(*) AS clicks FROM {{ source('src', 'clicks') }} WHERE id > 1
