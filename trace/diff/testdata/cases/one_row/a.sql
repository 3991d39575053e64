SELECT 1 AS id, 'a' AS x
