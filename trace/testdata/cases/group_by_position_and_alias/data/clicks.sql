SELECT * FROM (VALUES (1, 'a'), (2, 'A'), (3, 'b'), (4, 'b'), (5, 'c')) AS t(id, slug)
