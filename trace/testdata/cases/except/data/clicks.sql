SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'b'), (4, NULL), (5, 'c')) AS t(id, slug)
