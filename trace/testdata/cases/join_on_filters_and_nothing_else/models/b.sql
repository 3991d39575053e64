SELECT a.id FROM {{ ref('a') }} AS a JOIN ({{ source('src', 'links') }} AS l LEFT JOIN {{ source('src', 'days') }} AS d ON d.n = l.w) ON l.slug = a.slug AND a.status = 'paid'
