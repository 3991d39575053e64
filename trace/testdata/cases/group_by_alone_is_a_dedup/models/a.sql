SELECT slug, n FROM {{ source('src', 'clicks') }} GROUP BY 1, 2
