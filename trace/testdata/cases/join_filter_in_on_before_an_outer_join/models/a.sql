SELECT t.id, d.day FROM {{ source('src', 'clicks') }} AS t JOIN {{ source('src', 'links') }} AS b ON b.id = t.id AND t.human RIGHT JOIN {{ source('src', 'days') }} AS d ON d.day = t.day
