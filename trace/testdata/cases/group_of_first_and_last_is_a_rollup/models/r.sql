SELECT s FROM {{ ref('q') }} WHERE landing = 'a'
