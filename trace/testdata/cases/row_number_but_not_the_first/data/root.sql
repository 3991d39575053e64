SELECT * FROM (VALUES (1, 'a', 1), (2, 'b', 2), (3,'b', 3), (4,'b',4)) t(id, k, j)
