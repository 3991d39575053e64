WITH numbered AS (SELECT *, row_number() OVER (PARTITION BY u ORDER BY ts DESC, id) AS n FROM {{ source('src', 'clicks') }}),
flagged(id, u, place, latest) AS (SELECT id, u, n, CASE WHEN n = 1 THEN 'yes' ELSE 'no' END FROM numbered)
SELECT *, CASE WHEN place > 1 THEN 1 ELSE 0 END AS is_copy FROM flagged
