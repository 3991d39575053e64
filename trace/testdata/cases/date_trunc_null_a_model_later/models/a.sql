SELECT id, date_trunc('month', ts) AS mon FROM {{ source('src','root') }}
