SELECT * FROM (VALUES (1, 'a', 1), (2, 'b', 2), (3, 'x', 1), (4, NULL, 1), (5, 'a', 9), (6, 'a', NULL)) AS t(n, slug, day)
