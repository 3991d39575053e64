SELECT * FROM (VALUES (1, 'a', 3), (2, 'a', 4), (3, 'b', 1), (4, 'b', 1), (5, 'c', 9)) AS t(id, slug, n)
