SELECT * FROM (VALUES (1, 'a'), (2, 'x'), (3, 'a')) AS t(id, slug)
