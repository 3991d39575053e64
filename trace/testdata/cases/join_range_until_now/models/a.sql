SELECT c.id, c.ts
FROM {{ source('src', 'clicks') }} AS c
JOIN {{ source('src', 'keys') }} AS s ON s.name = c.name
JOIN {{ source('src', 'spans') }} AS i ON i.k = s.k AND c.ts >= i.since AND c.ts < COALESCE(i.until, CURRENT_TIMESTAMP)
