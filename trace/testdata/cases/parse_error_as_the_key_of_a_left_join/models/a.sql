SELECT id, k, TRY_CAST(s AS INT) AS n FROM {{ source('src','root') }}
