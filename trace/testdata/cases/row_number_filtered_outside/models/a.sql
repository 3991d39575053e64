WITH ranked AS (
  SELECT *, row_number() OVER (PARTITION BY slug ORDER BY ts) AS rn FROM {{ source('src', 'clicks') }}
)
SELECT id FROM ranked WHERE rn = 1
