SELECT * FROM (VALUES (1, 'a'), (2, 'x'), (3, 'y'), (4, 'x'), (5, 'a'), (6, 'b'), (7, NULL)) AS t(id, slug)
