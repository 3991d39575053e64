SELECT * FROM {{ ref('a') }} AS a JOIN {{ source('src', 'links') }} AS l ON lower(a.slug) = l.slug WHERE COLUMNS('^n$') > 2
