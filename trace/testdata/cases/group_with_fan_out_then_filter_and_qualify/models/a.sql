SELECT id, count(*) AS n FROM {{ source('src', 'days') }} CROSS JOIN {{ source('src', 'clicks') }} GROUP BY id
