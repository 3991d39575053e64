SELECT * FROM (VALUES (1, '1'), (2, 'abc'), (3, NULL), (4, '7')) AS t(id, k)
