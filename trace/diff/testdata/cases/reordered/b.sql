FROM (VALUES (3, NULL), (1, 'a'), (2, 'b')) AS t (id, x)
