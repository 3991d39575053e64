SELECT * FROM (VALUES (1, 'a', 1), (2, 'b', 2), (3, 'c', 9), (4, 'z', 1)) AS t(id, slug, n)
