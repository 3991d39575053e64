SELECT code, zeroifnull(name) AS name
FROM {{ source('src', 'countries') }}
