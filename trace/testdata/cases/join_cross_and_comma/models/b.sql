SELECT a.id, d.n FROM {{ ref('a') }} AS a CROSS JOIN {{ source('src', 'days') }} AS d
