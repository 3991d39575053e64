SELECT k, count(*) AS n FROM {{ source('src','root') }} GROUP BY k HAVING count(*) > 0 AND (max(s) = 'x' OR max(s)::INT >= 1)
