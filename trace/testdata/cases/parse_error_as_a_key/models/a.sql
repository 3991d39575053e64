SELECT id, try_cast(k AS INT) AS ki FROM {{ source('src','root') }}
