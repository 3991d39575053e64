SELECT * FROM (VALUES (1, 1, 2), (2, 5, 3), (3, 1, 1), (4, NULL, 1), (5, 9, 9)) AS t(id, a, b)
