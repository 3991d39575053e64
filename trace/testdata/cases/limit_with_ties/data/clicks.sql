SELECT * FROM (VALUES (1, 10), (2, 20), (3, 20), (4, 20)) AS t(id, n)
