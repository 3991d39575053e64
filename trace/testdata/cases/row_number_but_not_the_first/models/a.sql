SELECT id, k, row_number() OVER (PARTITION BY k ORDER BY j) AS rn FROM {{ source('src','root') }}
