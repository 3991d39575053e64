SELECT * FROM {{ ref('x') }} WHERE upper(latest) = 'YES' AND u = 'a'
