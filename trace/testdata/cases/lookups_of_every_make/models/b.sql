SELECT id FROM {{ ref('a') }} WHERE n < (SELECT max(x) FROM {{ ref('a') }}) AND total = 3
