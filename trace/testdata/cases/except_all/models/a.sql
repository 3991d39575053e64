SELECT slug FROM {{ source('src', 'clicks') }} EXCEPT ALL SELECT slug FROM {{ source('src', 'bots') }}
