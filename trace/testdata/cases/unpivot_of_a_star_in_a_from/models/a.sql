SELECT u.id, u.what, u.v FROM {{ source('src', 'clicks') }} UNPIVOT INCLUDE NULLS (v FOR what IN (a AS first, b)) AS u WHERE u.v > 1
