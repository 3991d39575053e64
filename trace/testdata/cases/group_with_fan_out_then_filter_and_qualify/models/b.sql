SELECT * FROM {{ ref('a') }} WHERE id > 1 AND n = 2 QUALIFY count(*) OVER () = 1
