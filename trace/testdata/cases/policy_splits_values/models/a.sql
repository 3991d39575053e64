SELECT * FROM {{ source('src', 'clicks') }} WHERE half = 0 AND platform IN ('youtube', 'tiktok')
