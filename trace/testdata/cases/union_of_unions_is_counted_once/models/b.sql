WITH j AS (SELECT a.id, m.month FROM {{ ref('a') }} AS a JOIN {{ source('src', 'months') }} AS m ON m.id = a.id)
SELECT id, month FROM j WHERE month = 1 UNION ALL SELECT id, month FROM j WHERE month > 1
