SELECT * FROM (VALUES (1, '[1, 2]'), (2, 'one, two'), (3, '[]'), (4, NULL)) AS t(id, j)
