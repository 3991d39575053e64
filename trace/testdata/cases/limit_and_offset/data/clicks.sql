SELECT * FROM (VALUES (1, 10), (2, 40), (3, 30), (4, 20), (5, NULL)) AS t(id, n)
