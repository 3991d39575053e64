SELECT f.product, f.n, k.kind FROM (SELECT product, count(*) AS n FROM {{ source('src', 'clicks') }} GROUP BY product) AS f
JOIN (SELECT product, any_value(kind) AS kind FROM {{ source('src', 'clicks') }} WHERE kind <> 'x' GROUP BY product) AS k USING (product)
