SELECT id, TRY_CAST(ts AS DATE) AS born FROM {{ source('src', 'clicks') }}
