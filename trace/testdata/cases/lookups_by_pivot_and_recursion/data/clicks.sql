SELECT * FROM (VALUES (1, 'a', 1), (2, 'a', 9), (3, 'x', 1), (4, 'b', 2), (5, 'c', NULL)) AS t(id, slug, day)
