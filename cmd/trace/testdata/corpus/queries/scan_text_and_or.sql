SELECT sent_day // 365 AS sent_year, count(*) AS parcels, count(DISTINCT sender_key) AS senders
FROM {{ source('post', 'parcels') }}
WHERE note LIKE '%fragile%'
    AND (status IN ('lost', 'returned') OR delivered_day - sent_day > 6)
GROUP BY sent_year
