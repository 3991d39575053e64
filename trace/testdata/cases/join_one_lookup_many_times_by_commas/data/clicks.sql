SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, NULL), (6, 'e')) AS t(id, u)
