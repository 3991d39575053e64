SELECT visitor, count(*) AS sessions, sum(clicks) AS clicks FROM {{ ref('a') }} WHERE visitor IS NOT NULL GROUP BY visitor HAVING sessions > 1
