SELECT * FROM (VALUES (1, 'web', 'zz', NULL), (2, 'app', 'zz', NULL), (3, 'app', 'a', 9), (4, 'web','a', NULL)) t(id, ch, k, own)
