SELECT * FROM (VALUES (1, 1, '1'), (2, 0, 'bad'), (3, 1, '9')) AS t(id, ok, j)
