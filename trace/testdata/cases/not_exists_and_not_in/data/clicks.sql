SELECT * FROM (VALUES (1, 'a'), (2, 'x'), (3, NULL), (4, 'y')) AS t(id, slug)
