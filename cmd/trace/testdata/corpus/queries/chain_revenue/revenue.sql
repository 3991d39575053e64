SELECT p.family, d.year, count(*) AS parcels, sum(p.paid_ct) AS revenue
FROM {{ ref('priced') }} AS p
JOIN {{ source('post', 'days') }} AS d ON d.day = p.sent_day
WHERE p.family IS NOT NULL
GROUP BY p.family, d.year
