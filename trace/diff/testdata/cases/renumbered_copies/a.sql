FROM (VALUES (1, 'x'), (2, 'x'), (3, 'x')) AS t (id, x)
