SELECT *, row_number() OVER (PARTITION BY u ORDER BY ts DESC, id) = 1 AND u = 'b' AS is_good,
  row_number() OVER (PARTITION BY u ORDER BY ts DESC, id) <> 1 AS is_old FROM {{ source('src', 'clicks') }}
