SELECT * FROM {{ source('src', 'links') }}, {{ source('src', 'days') }} AS d, {{ source('src', 'clicks') }} WHERE day = d.n AND slug = key
