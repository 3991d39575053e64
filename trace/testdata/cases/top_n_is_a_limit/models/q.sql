SELECT * FROM {{ source('src', 'clicks') }} QUALIFY dense_rank() OVER (PARTITION BY u ORDER BY v DESC) <= 2
