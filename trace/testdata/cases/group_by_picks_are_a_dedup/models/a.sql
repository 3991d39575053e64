SELECT session, any_value(ts) AS some, max(ts) AS last FROM {{ source('src', 'clicks') }} GROUP BY session
