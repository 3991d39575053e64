SELECT c.id, any_value(l.creator) AS creator, count(*) AS n FROM {{ source('src', 'clicks') }} AS c LEFT JOIN {{ source('src', 'links') }} AS l USING (slug) GROUP BY c.id
