SELECT id FROM {{ source('src', 'clicks') }} WHERE random() < 2
