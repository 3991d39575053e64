SELECT c.id
FROM {{ source('src', 'clicks') }} AS c
SEMI JOIN {{ source('src', 'periods') }} AS p ON p.slug = c.slug AND c.ts >= p.starts AND p.name <> 'one'
ANTI JOIN {{ source('src', 'periods') }} AS o ON o.slug = c.slug AND o.ends < c.ts
