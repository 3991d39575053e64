SELECT *, row_number() OVER (PARTITION BY slug ORDER BY ts) AS n FROM {{ ref('a') }}
