SELECT * FROM {{ source('src', 'clicks') }} NATURAL JOIN {{ source('src', 'links') }}
