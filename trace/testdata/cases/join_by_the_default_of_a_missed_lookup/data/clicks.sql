SELECT * FROM (VALUES (1, 'a'), (2, 'x'), (3, 'q'), (4, NULL)) AS t(id, slug)
