SELECT a.id FROM {{ ref('a') }} AS a LEFT JOIN {{ source('src', 'teams') }} AS t ON t.id = a.id WHERE (SELECT max(w.team) FROM {{ source('src', 'creators') }} AS w WHERE w.team = t.team) > 0
