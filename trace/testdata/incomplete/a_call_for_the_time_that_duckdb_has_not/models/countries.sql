SELECT code, name
FROM {{ source('src', 'countries') }}
