SELECT DISTINCT slug, n FROM {{ source('src', 'clicks') }}
