SELECT s, max(ts) AS ts, arg_max(url, ts) AS url, arg_max(id, ts) AS id, any_value(s) AS again FROM {{ source('src', 'clicks') }} GROUP BY s
