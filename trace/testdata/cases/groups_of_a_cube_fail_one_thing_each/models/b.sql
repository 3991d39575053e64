SELECT count(*) AS groups FROM {{ ref('a') }} AS a JOIN {{ source('src', 'sizes') }} AS s ON s.n = a.n WHERE a.country IS NULL
