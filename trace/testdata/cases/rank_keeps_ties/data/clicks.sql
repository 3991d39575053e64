SELECT * FROM (VALUES (1, 'a', 1), (2, 'a', 1), (3, 'a', 2), (4, 'a', 3)) AS t(id, slug, ts)
