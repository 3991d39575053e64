SELECT * FROM (VALUES (1, 'a', 1), (2, 'a', 2), (3, 'b', 1), (4, 'z', 1), (5, NULL, 1)) AS t(oid, u, ts)
