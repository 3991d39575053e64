WITH renamed(click, x, y) AS (SELECT id, x, y FROM {{ source('src', 'clicks') }}),
good AS (SELECT * FROM renamed WHERE x = 1)
SELECT s.click FROM (
  SELECT click, y FROM (SELECT * FROM good) WHERE y IS NOT NULL
) AS s
WHERE s.y > 0 AND s.y < 2
