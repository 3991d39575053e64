FROM (VALUES (NULL, 'a', 'p', 1), (NULL, 'b', 'q', 2), (3, 'c', 'r', 3), (4, 'd', 's', 4)) AS t (id, x, y, z)
