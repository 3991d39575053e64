SELECT * FROM (VALUES (1, 'a', 5, 3), (2, 'a', 4, 3), (3, 'a', 3, 3), (4, 'a', 2, 3), (5, 'b', 1, 0)) AS t(id, u, v, most)
