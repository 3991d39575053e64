SELECT * FROM (VALUES (1, 'a', NULL), (2, 'a', 'b'), (3, 'b', 'c'), (4, NULL, NULL)) AS t(id, slug, alias)
