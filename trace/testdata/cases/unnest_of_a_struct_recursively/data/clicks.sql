SELECT * FROM (VALUES (1, [{'a': 1}, {'a': 2}], {'b': {'c': 2}}), (2, [], {'b': {'c': 2}})) AS t(id, l, s)
