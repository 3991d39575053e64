FROM (VALUES (2, 'x'), (3, 'x'), (5, 'x')) AS t (id, x)
