SELECT * FROM (VALUES (1, 'a', 5), (2, 'a', 5), (3, 'a', 4), (4, 'a', 3)) AS t(id, u, v)
