SELECT * FROM (VALUES (1, 'pen', 'a'), (2, 'pen', 'x'), (3, 'ink', 'x'), (4, 'ink', NULL), (5, 'cup', 'b'), (6, 'cup', 'b'), (7, 'cup', 'b')) AS t(id, product, kind)
