SELECT * FROM (VALUES (1, 1, '[1, 2]'), (2, 0, 'bad'), (3, 1, '[3]'), (4, 1, '[]')) AS t(id, ok, j)
