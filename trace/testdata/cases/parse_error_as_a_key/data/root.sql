SELECT * FROM (VALUES (1, '1'), (2, 'x'), (3, '3'), (4, NULL)) t(id, k)
