SELECT id FROM {{ source('src', 'clicks') }}
WHERE session <> 's3'
QUALIFY row_number() OVER (PARTITION BY session ORDER BY ts) = 1
