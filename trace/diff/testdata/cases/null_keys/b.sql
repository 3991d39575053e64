FROM (VALUES (NULL, 'a', 'p', 8), (NULL, 'b', 'q', 2), (3, 'c', 'r', 7), (5, 'd', 's', 4)) AS t (id, x, y, z)
