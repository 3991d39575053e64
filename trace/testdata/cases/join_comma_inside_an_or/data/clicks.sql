SELECT * FROM (VALUES (1, 'a', 1), (2, 'b', 9), (3, 'a', 9), (4, 'x', 1), (5, NULL, 0), (6, 'b', 0), (7, 'b', NULL)) AS t(id, slug, n)
