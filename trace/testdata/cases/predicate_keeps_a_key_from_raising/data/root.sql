SELECT * FROM (VALUES (1, '1'), (2, 'x'), (3, '2'), (4, NULL)) t(id, k)
