SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'x'), (4, NULL), (5, 'old'), (6, 'a')) AS t(id, slug)
