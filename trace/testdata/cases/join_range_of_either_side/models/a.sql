SELECT c.id
FROM {{ source('src', 'clicks') }} AS c
JOIN {{ source('src', 'periods') }} AS p ON p.slug = c.slug AND c.id <> 12 AND p.name LIKE '%r%'
  AND c.ts - p.starts > INTERVAL 13 DAY
