SELECT k, weighted_avg(v, w) AS m FROM {{ source('src', 'clicks') }} GROUP BY k HAVING wavg(v, w) > 1 OR geomean(v) = 1
