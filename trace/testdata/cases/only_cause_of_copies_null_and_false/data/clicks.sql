SELECT * FROM (VALUES (1, 'a'), (2, 'c'), (3, 'd')) AS t(id, k)
