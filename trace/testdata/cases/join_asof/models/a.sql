SELECT c.id FROM {{ source('src', 'clicks') }} AS c ASOF JOIN {{ source('src', 'prices') }} AS p ON c.ts >= p.ts
