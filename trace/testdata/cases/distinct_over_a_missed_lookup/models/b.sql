SELECT DISTINCT ON (slug, day, creator) * FROM {{ ref('a') }} ORDER BY id
