SELECT * FROM (VALUES (1, 'a', 3), (2, 'a', 1), (3, 'b', 2), (4, 'c', 2)) AS t(id, slug, n)
