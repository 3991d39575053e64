SELECT * FROM (VALUES (1, 1, 'a'), (2, 1, 'x'), (3, 2, 'x'), (4, 2, 'y'), (5, 3, 'b'), (6, 4, 'n'), (7, 5, 'a'), (8, 6, 'a')) AS t(id, day, slug)
