SELECT * FROM (VALUES (1, 'a', NULL), (2, 'a', NULL), (3, 'a', 1), (4, NULL, NULL)) AS t(id, slug, n)
