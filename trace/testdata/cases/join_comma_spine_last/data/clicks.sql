SELECT * FROM (VALUES (1, 'a', 1), (2, 'b', 1), (3, 'x', 1), (4, NULL, 1), (5, 'a', 9), (6, 'n', 1)) AS t(id, slug, v)
