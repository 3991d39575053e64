FROM (VALUES (1, 'a', 'p'), (1, 'a', 'p'), (1, 'a', 'p'), (2, 'b', 'q')) AS t (id, x, y)
