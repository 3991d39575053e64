SELECT slug FROM {{ source('src', 'clicks') }} INTERSECT ALL SELECT slug FROM {{ source('src', 'links') }}
