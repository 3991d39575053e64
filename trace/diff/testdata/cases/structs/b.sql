SELECT * FROM (VALUES (1, {'a': 1, 'b': {'c': 'y', 'd': [1, 2]}}), (2, {'a': NULL, 'b': {'c': NULL, 'd': NULL}}), (3, {'a': 3, 'b': NULL})) AS t (id, s)
