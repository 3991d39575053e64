SELECT * FROM (VALUES (1, 'a,b', [1, 2], {'a': 1, 'b': 2}), (2, '', [], NULL), (3, NULL, NULL, {'a': NULL, 'b': 1})) AS t(id, k, l, s)
