SELECT a.id
FROM {{ source('src', 'links') }} AS l
JOIN {{ ref('a') }} AS a ON a.slug = l.slug AND l.creator = 'Ann'
