SELECT country, n FROM {{ ref('a') }} WHERE country = 'BR'
