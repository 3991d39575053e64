SELECT * FROM (VALUES (1, 'a'), (2, 'x'), (3, 'q'), (4, NULL), (5, 'n'), (6, 'b')) AS t(id, slug)
