SELECT slug FROM {{ source('src', 'clicks') }} EXCEPT SELECT slug FROM {{ source('src', 'bots') }}
