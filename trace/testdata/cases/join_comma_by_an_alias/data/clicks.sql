SELECT * FROM (VALUES (1, 'A'), (2, 'b'), (3, 'x'), (4, NULL), (5, 'c'), (6, 'A')) AS t(id, slug)
