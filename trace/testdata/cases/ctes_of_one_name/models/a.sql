WITH x AS (SELECT * FROM {{ source('src','root') }} WHERE n > 0), y AS (WITH x AS (SELECT * FROM x WHERE k <> 'a') SELECT * FROM x) SELECT id FROM y WHERE n < 100
