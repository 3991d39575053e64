SELECT visitor, count(*) FILTER (WHERE slug = 'a') AS n, string_agg(slug, ',' ORDER BY id DESC) AS slugs, list(big ORDER BY id)[1][1] AS one
FROM {{ ref('a') }} GROUP BY visitor HAVING count(*) FILTER (WHERE slug = 'b') = 0
