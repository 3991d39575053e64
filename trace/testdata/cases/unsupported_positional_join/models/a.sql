SELECT id, n FROM {{ source('src', 'clicks') }} POSITIONAL JOIN {{ source('src', 'days') }}
