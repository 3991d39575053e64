SELECT * FROM (VALUES (1, 'a',5), (2, 'zz',1), (3, 'b',3), (4, NULL,8), (5,'a',NULL)) t(id, k, n)
