SELECT id FROM {{ source('src', 'clicks') }} WHERE country = 'BR'
UNION ALL
SELECT id FROM {{ source('src', 'clicks') }} WHERE human
