SELECT slug FROM {{ source('src', 'clicks') }} INTERSECT SELECT slug FROM {{ source('src', 'links') }}
