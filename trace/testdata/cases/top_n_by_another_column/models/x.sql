SELECT * FROM {{ source('src', 'clicks') }} QUALIFY row_number() OVER (PARTITION BY u ORDER BY v DESC) <= most
