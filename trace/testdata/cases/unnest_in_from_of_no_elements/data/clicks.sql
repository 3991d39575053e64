SELECT * FROM (VALUES (1, ['x', 'y']), (2, []), (3, NULL), (4, ['z'])) AS t(id, tags)
