SELECT c.id
FROM {{ source('src', 'clicks') }} AS c
LEFT JOIN {{ source('src', 'periods') }} AS p ON p.slug = c.slug
  AND c.ts >= p.starts AND c.ts < coalesce(p.ends, TIMESTAMP '2024-06-01')
WHERE p.name IS NOT NULL
