SELECT * FROM {{ source('src', 'clicks') }} WHERE human AND country IS NOT NULL AND country = 'BR'
