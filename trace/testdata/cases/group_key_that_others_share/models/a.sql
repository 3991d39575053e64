SELECT l.creator, count(*) AS n, max(l.team) AS team FROM {{ source('src', 'clicks') }} AS c LEFT JOIN {{ source('src', 'links') }} AS l USING (slug) GROUP BY l.creator
