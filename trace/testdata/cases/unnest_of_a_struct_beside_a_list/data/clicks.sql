SELECT * FROM (VALUES (1, [1, 2], {'a': 1, 'b': {'c': 2}}), (2, [], {'a': 1, 'b': {'c': 3}}), (3, [3], NULL)) AS t(id, l, s)
