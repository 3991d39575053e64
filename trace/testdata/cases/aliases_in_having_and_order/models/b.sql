SELECT slug, -n AS n FROM {{ ref('a') }} ORDER BY n LIMIT 1
