SELECT * FROM (VALUES (1, {'a': 1, 'b': {'c': 'x', 'd': [1, 2]}}), (2, NULL), (3, {'a': 3, 'b': NULL})) AS t (id, s)
