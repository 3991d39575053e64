SELECT *, row_number() OVER (PARTITION BY u ORDER BY ts DESC) = 1 AS is_latest FROM {{ source('src', 'clicks') }}
