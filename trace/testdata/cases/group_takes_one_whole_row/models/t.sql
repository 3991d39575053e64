SELECT first(again ORDER BY ts, url) AS s FROM {{ ref('r') }} GROUP BY ts > 0
