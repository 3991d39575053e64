SELECT a.id FROM {{ ref('a') }} AS a SEMI JOIN {{ source('src', 'days') }} AS d ON d.n = a.day AND a.id < 3
