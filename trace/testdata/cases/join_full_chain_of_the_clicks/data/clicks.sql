SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'z'), (4, NULL)) AS t(id, slug)
