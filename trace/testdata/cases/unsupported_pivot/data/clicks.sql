SELECT * FROM (VALUES (1, 'a', 3), (2, 'b', 4)) AS t(id, slug, n)
