SELECT id,
  row_number() OVER (ORDER BY id) AS place,
  lag(n) OVER (ORDER BY id) AS before,
  sum(n) OVER (ORDER BY id) AS total
FROM {{ source('src', 'clicks') }}
WHERE human
