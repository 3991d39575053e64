SELECT * FROM (VALUES (1, 'a'), (2, 'a'), (3, 'a'), (4, 'b')) AS t(id, slug)
