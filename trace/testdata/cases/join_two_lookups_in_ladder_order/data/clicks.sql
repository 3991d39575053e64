SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'x')) AS t(id, slug)
