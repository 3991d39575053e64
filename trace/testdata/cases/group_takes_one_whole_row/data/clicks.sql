SELECT * FROM (VALUES (1, 'x', 1, 'a'), (2, 'x', 2, 'b'), (3, 'x', 3, 'c'), (4, 'y', 1, 'd')) AS t(id, s, ts, url)
