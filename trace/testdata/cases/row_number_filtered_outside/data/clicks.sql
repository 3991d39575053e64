SELECT * FROM (VALUES (1, 'a', 2), (2, 'a', 1), (3, 'b', 1)) AS t(id, slug, ts)
