SELECT * FROM {{ ref('b') }} WHERE starts_with(tag, 'ct-')
