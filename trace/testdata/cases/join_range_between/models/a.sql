SELECT c.id, p.name
FROM {{ source('src', 'clicks') }} AS c
JOIN {{ source('src', 'periods') }} AS p ON p.slug = c.slug AND c.ts BETWEEN p.starts AND p.ends
