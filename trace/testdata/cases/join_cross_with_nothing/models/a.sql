SELECT c.id FROM {{ source('src', 'clicks') }} AS c CROSS JOIN {{ source('src', 'days') }} AS d
