SELECT * FROM (VALUES (1, 1), (2, 1)) AS t(k, x)
