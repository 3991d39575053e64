SELECT zone, segment, sent_day // 30 AS month, count(*) AS senders
FROM {{ ref('first_with_region') }}
WHERE zone <> 'overseas'
GROUP BY zone, segment, month
HAVING count(*) > 2
