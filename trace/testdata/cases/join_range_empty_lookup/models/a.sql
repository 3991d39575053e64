SELECT c.id, p.name
FROM {{ source('src', 'clicks') }} AS c
JOIN {{ source('src', 'periods') }} AS p ON p.slug = c.slug
  AND c.ts >= p.starts AND c.ts < coalesce(p.ends, TIMESTAMP '2024-06-01')
