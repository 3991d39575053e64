SELECT * FROM (VALUES (1, 'a',5), (2, 'a',1), (3, 'b',3), (4, NULL,8), (5,'c',NULL)) t(id, k, n)
