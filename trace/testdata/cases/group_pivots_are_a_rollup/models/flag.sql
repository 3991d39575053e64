SELECT u, max(CASE WHEN l IS NULL THEN 0 ELSE 1 END) AS has_last FROM {{ ref('again') }} GROUP BY u
