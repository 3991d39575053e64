SELECT o, arg_max(status, ts) AS status FROM {{ source('src','root') }} GROUP BY o
