SELECT * FROM (VALUES (1, 1), (2, 2), (3, 3)) AS t(id, n)
