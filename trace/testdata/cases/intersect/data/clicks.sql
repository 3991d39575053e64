SELECT * FROM (VALUES (1, 'a'), (2, 'a'), (3, 'b'), (4, NULL)) AS t(id, slug)
