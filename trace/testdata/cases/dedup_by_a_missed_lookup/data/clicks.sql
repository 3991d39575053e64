SELECT * FROM (VALUES (1, 'a'), (2, 'x'), (3, 'y'), (4, NULL), (5, 'a'), (6, 'n')) AS t(id, slug)
