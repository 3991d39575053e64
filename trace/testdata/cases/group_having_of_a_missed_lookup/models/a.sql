SELECT c.day, sum(l.w) AS w, count(l.w) AS found FROM {{ source('src', 'clicks') }} AS c LEFT JOIN {{ source('src', 'links') }} AS l USING (slug) GROUP BY c.day
HAVING sum(l.w) > 1 AND count(l.slug) > 0
