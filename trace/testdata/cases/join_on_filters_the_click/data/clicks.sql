SELECT * FROM (VALUES (1, 'a', 'paid'), (2, 'a', 'open'), (3, 'z', 'paid'), (4, 'z', 'open'), (5, 'a', NULL), (6, NULL, 'paid')) AS t(id, slug, status)
