SELECT b.id FROM {{ ref('b') }} AS b JOIN {{ source('src', 'teams') }} AS w ON w.team = b.team AND w.day = b.day
