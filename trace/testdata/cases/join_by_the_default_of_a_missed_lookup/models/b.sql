SELECT a.id FROM {{ ref('a') }} AS a JOIN {{ source('src', 'creators') }} AS w USING (creator)
