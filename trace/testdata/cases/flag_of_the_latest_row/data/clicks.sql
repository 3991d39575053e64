SELECT * FROM (VALUES (1, 'a', 1), (2, 'a', 2), (3, 'b', 1)) AS t(id, u, ts)
