SELECT last.user_name, total.n
FROM (SELECT user_name, max(id) AS id FROM {{ source('src', 'clicks') }} GROUP BY user_name) AS last
JOIN (SELECT user_name, count(*) AS n FROM {{ source('src', 'clicks') }} WHERE id > 1 GROUP BY user_name) AS total ON total.user_name = last.user_name
