SELECT * FROM {{ ref('a') }} QUALIFY rank() OVER (PARTITION BY slug ORDER BY ts) = 1
