SELECT id FROM {{ ref('a') }} WHERE country = 'BR'
