SELECT * FROM (VALUES (1, 'pen', 1, 5), (2, 'pen', 1, 7), (3, 'ink', 2, 9), (4, 'ink', 3, 4), (5, 'pen', 3, 2), (6, 'ink', NULL, 3), (7, 'pen', 9, 1)) AS t(id, product, day, amount)
