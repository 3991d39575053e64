SELECT * FROM (VALUES (1, 'a', 5), (2, 'a', 5), (3, 'b', 1), (4, 'b', 50), (5, 'c', 5), (6, NULL, 5)) AS t(id, ch, v)
