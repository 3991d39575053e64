FROM (VALUES (1, 'a', 'p', 1), (1, 'b', 'q', 2), (2, 'c', 'r', 3)) AS t (id, x, y, z)
