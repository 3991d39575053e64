SELECT * FROM (VALUES (1, 'a',5), (2, 'b',1), (3, 'b',3), (4, NULL,8), (5,'b',2)) t(id, k, n)
