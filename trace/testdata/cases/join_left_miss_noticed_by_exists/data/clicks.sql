SELECT * FROM (VALUES (1, 'a'), (2, 'x'), (3, 'b'), (4, NULL)) AS t(id, slug)
