SELECT * FROM (VALUES (1, 5, 6), (2, NULL, 1), (3, 7, NULL), (4, 0, 8)) t(id, a, b)
