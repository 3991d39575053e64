SELECT a.id FROM {{ ref('a') }} a WHERE v IS NOT NULL
