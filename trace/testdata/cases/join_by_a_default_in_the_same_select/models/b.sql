SELECT a.id FROM {{ ref('a') }} AS a
LEFT JOIN {{ source('src', 'links') }} AS l ON l.slug = a.slug AND l.live
SEMI JOIN {{ source('src', 'creators') }} AS w ON w.creator = upper(coalesce(l.creator, 'nobody'))
