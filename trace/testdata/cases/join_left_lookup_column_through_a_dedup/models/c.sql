SELECT DISTINCT ON (slug) * FROM {{ ref('b') }} ORDER BY slug, ts
