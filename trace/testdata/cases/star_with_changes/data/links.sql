SELECT * FROM (VALUES (10, 'a'), (20, 'b')) AS t(id, slug)
