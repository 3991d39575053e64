SELECT * FROM (VALUES (1, 'a', 1), (2, 'a', 2), (3, 'b', 1), (4, 'b', 0), (5, 'b', 0)) AS t(id, u, ts)
