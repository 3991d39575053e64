SELECT * FROM (VALUES (1, 'a'), (2, 'x'), (3, 'n'), (4, NULL), (5, 'a')) AS t(id, slug)
