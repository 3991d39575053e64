SELECT * FROM (VALUES (1, 'a'), (2, 'x')) AS t(id, slug)
