SELECT * FROM {{ source('src', 'clicks') }}
