SELECT session, visitor, count(*) AS clicks FROM {{ source('src', 'clicks') }} GROUP BY ALL
