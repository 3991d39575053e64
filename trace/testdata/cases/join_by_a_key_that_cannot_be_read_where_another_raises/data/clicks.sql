SELECT * FROM (VALUES (1, '1', '1', 1), (2, 'abc', '1', 1), (3, NULL, '1', 1), (4, '7', '1', 1), (5, '1', 'bad', 0)) AS t(id, k, j, ok)
