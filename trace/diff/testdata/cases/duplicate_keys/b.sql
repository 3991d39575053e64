FROM (VALUES (1, 'b', 'q', 9), (1, 'a', 'p', 8), (2, 'c', 'r', 3)) AS t (id, x, y, z)
