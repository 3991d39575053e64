SELECT * FROM (VALUES (1, 'a', 1, 1), (2, 'a', 3, 3), (3, 'b', 1, 1), (4, 'c', NULL, 1)) AS t(id, k, v, w)
