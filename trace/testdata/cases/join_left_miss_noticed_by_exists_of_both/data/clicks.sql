SELECT * FROM (VALUES (1, 'a', 5), (2, 'x', 5), (3, 'a', 1), (4, NULL, 5), (5, 'n', 5), (6, 'a', NULL), (7, 'a', 6)) AS t(id, slug, day)
