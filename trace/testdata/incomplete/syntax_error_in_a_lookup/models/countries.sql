SELECT TOP 10 code, name
FROM {{ source('src', 'countries') }}
