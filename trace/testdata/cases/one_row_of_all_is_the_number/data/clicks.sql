SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, NULL), (4, 'z')) AS t(id, k)
