SELECT * FROM {{ source('src', 'clicks') }} QUALIFY dense_rank() OVER (PARTITION BY slug ORDER BY ts) <= 2
