SELECT * FROM {{ ref('first') }} WHERE random() < 2 AND n < 9
