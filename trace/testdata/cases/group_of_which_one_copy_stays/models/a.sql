WITH agg AS (SELECT u, count(*) AS c FROM {{ source('src','root') }} GROUP BY u) SELECT agg.u, agg.c, l.w FROM agg JOIN {{ source('src','l') }} l USING (u) WHERE agg.c > 0
