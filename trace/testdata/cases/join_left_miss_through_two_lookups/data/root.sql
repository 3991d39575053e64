SELECT * FROM (VALUES (1, 'a'), (2, 'zz'), (3, 'b'), (4, NULL)) t(id, k)
