SELECT * FROM (VALUES (1, 'a', 1), (2, 'x', 1), (3, 'x', 2), (4, 'b', 1)) AS t(id, slug, ts)
