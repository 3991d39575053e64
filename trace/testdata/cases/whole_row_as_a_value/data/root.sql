SELECT * FROM (VALUES (1, 'web', 'a'), (2, 'web', 'zz'), (2, 'web', 'zz'), (4, 'web', NULL)) t(id, type, k)
