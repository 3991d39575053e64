SELECT * FROM (VALUES (1, 'a', 1), (2, 'x', 1), (3, 'x', 2), (4, 'x', 1), (5, 'a', 2), (6, 'y', 1)) AS t(id, slug, day)
