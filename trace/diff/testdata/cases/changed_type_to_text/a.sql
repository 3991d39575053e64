SELECT * FROM (VALUES (1, {'a': 1}), (2, {'a': 2})) AS t (id, x)
