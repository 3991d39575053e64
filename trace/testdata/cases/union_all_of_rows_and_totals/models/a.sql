SELECT country, 1 AS n FROM {{ source('src', 'clicks') }} WHERE country IS NOT NULL
UNION ALL
SELECT 'all', count(*) FROM {{ source('src', 'clicks') }}
