SELECT session, min(ts) AS first, max(ts) AS last FROM {{ source('src', 'clicks') }} GROUP BY session
