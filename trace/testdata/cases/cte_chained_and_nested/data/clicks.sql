SELECT * FROM (VALUES (1, 1, 1), (2, 0, 1), (3, 1, 0), (4, 1, NULL), (5, 1, 2)) AS t(id, x, y)
