SELECT id, creator FROM {{ source('src', 'clicks') }}, {{ source('src', 'links') }} WHERE slug = key
