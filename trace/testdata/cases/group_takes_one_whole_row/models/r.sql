SELECT again, min(ts) AS ts, min(url) AS url FROM {{ ref('q') }} GROUP BY again
