SELECT a.id, a.day, a.team FROM {{ ref('a') }} AS a JOIN {{ source('src', 'creators') }} AS w USING (creator)
