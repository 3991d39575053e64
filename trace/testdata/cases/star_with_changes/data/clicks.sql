SELECT * FROM (VALUES (1, 'a', 1), (2, 'b', 2), (3, 'c', 3)) AS t(id, slug, n)
