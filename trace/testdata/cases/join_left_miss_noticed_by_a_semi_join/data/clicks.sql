SELECT * FROM (VALUES (1, 'a', 1), (2, 'x', 1), (3, 'b', 9), (4, NULL, 9), (5, 'a', 9), (6, 'a', 1), (7, 'n', 1), (8, 'a', 1)) AS t(id, slug, day)
