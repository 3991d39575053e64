SELECT * FROM (VALUES (1, 'a', 10), (2, 'a', 10), (3, 'b', 10), (4, NULL, 1), (5, NULL, 1)) AS t(id, slug, n)
