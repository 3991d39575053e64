SELECT * FROM (VALUES (1, 1, 2), (2, NULL, 3), (3, NULL, NULL)) AS t(id, a, b)
