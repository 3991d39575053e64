WITH RECURSIVE up AS (
  SELECT id, 1 AS level FROM {{ source('src', 'clicks') }}
  UNION ALL
  SELECT id, level + 1 FROM up WHERE level < 3
)
SELECT id FROM up
