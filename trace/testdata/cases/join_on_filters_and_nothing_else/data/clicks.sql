SELECT * FROM (VALUES (1, 'a', 'paid'), (2, 'a', 'open'), (3, 'z', 'paid'), (4, 'z', 'lost'), (5, 'a', NULL), (6, 'a', 'lost')) AS t(id, slug, status)
