SELECT * FROM (VALUES (1, 'a', 1), (2, 'x', 1), (3, 'Ann', 1), (4, NULL, 1), (5, 'a', 2)) AS t(id, slug, day)
