WITH base AS (SELECT * FROM {{ source('src','root') }} WHERE n > 0), agg AS (SELECT k, count(*) AS c FROM base GROUP BY k HAVING count(*) > 1) SELECT base.*, agg.c FROM agg JOIN base USING (k)
