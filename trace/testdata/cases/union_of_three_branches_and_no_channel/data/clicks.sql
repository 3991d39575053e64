SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, NULL), (5, 'd'), (6, 'e'), (7, NULL)) AS t(id, ch)
