WITH bras AS (
  SELECT id, n FROM {{ source('src', 'clicks') }} WHERE country = 'BR'
  UNION ALL
  SELECT id, n FROM {{ source('src', 'clicks') }} WHERE country = 'US'
)
SELECT id FROM bras WHERE n > 1
