SELECT * FROM (VALUES (1, 1)) AS t(k, z)
