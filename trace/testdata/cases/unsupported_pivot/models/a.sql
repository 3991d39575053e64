SELECT * FROM {{ source('src', 'clicks') }} PIVOT (sum(n) FOR slug IN ('a', 'b'))
