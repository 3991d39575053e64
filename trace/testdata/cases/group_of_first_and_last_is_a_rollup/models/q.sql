SELECT s, min(ts) AS started, arg_min(url, ts) AS landing, arg_max(url, ts) AS exit FROM {{ source('src', 'clicks') }} GROUP BY s
