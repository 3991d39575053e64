SELECT * FROM (VALUES (1, 'a'), (2, 'x'), (3, 'n')) AS t(id, slug)
