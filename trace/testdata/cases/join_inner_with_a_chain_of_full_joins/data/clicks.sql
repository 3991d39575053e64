SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'x'), (5, NULL), (6, 'd')) AS t(id, slug)
