SELECT id FROM {{ source('src','root') }} WHERE (k, n) IN (SELECT k, n FROM {{ source('src','th') }}) AND (k,n) NOT IN (VALUES ('b', 3))
