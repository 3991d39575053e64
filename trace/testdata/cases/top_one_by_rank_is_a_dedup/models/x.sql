SELECT * FROM {{ source('src', 'clicks') }} QUALIFY 2 > rank() OVER (PARTITION BY u ORDER BY v DESC)
