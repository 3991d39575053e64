SELECT * FROM (VALUES (1, 'a', 5), (2, 'b', 6), (3, 'c', NULL)) t(id, k, n)
