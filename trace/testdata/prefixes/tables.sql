-- table root
SELECT * FROM (VALUES
	(0, 1, 0, 2, 'x', [1, 2], TIMESTAMP '2024-01-01 10:00:00', {'x': 1, 'y': 'p'}, MAP {'q': 1}),
	(1, 1, 1, 1, 'y', [], TIMESTAMP '2024-01-01 11:00:00', {'x': 2, 'y': NULL}, MAP {'q': 2}),
	(2, 2, 2, NULL, 'x', NULL, TIMESTAMP '2024-01-02 10:00:00', NULL, NULL),
	(3, 2, 3, 0, NULL, [3], TIMESTAMP '2024-01-02 12:00:00', {'x': NULL, 'y': 'p'}, MAP {'z': 1}),
	(4, 3, 1, 3, '1', [1], TIMESTAMP '2024-01-03 10:00:00', {'x': 3, 'y': 'q'}, MAP {'q': NULL}),
	(5, 3, NULL, 1, '2', [NULL], NULL, {'x': 1, 'y': 'r'}, MAP {'q': 3}),
	(6, NULL, 1, 2, 'x', [2, 3], TIMESTAMP '2024-01-04 10:00:00', {'x': 1, 'y': 'p'}, MAP {'q': 1}),
	(7, 4, 2, 2, 'y', [4], TIMESTAMP '2024-01-05 10:00:00', {'x': 4, 'y': 'q'}, MAP {'q': 4}),
	(8, 5, 0, 5, 'zz', [1, 5], TIMESTAMP '2024-01-06 10:00:00', {'x': 5, 'y': 'p'}, MAP {'q': 5}),
	(9, 5, 3, 1, '', [2], TIMESTAMP '2024-01-07 10:00:00', {'x': 1, 'y': NULL}, MAP {'q': 1, 'z': 2}),
	(10, 0, 4, 4, 'x', [1, 1], TIMESTAMP '2024-01-08 10:00:00', {'x': 0, 'y': 'p'}, MAP {'z': 9}),
	(11, 1, 0, 2, 'x', [1], TIMESTAMP '2024-01-09 10:00:00', {'x': 1, 'y': 'p'}, MAP {'q': 1})
) t(id, k, a, b, s, l, ts, st, m)
-- table l1
SELECT * FROM (VALUES (1, 10, 'x'), (1, 11, 'y'), (2, NULL, 'x'), (3, 12, NULL), (NULL, 13, 'x'), (7, 14, 'y')) t(k1, v1, w1)
-- table l2
SELECT * FROM (VALUES (0, 1, 'x'), (1, 0, 'y'), (2, 5, NULL), (3, NULL, 'y'), (11, 2, 'x'), (10, 3, 'x')) t(k2, v2, w2)
-- table l3
SELECT * FROM (VALUES (1, 1, 'one'), (2, 0, 'two'), (5, NULL, 'five'), (0, 2, 'zero')) t(k3, v3, n3)
-- table l0
SELECT * FROM (VALUES (1, 1)) t(k0, v0) WHERE FALSE
-- table p1
SELECT 2 AS lo, 3 AS hi
-- table spans
SELECT * FROM (VALUES (1, TIMESTAMP '2024-01-01', TIMESTAMP '2024-01-02', 'a'), (2, TIMESTAMP '2024-01-01', TIMESTAMP '2024-01-03', 'b'), (3, TIMESTAMP '2024-02-01', NULL, 'c'), (5, TIMESTAMP '2024-01-07', NULL, 'd')) t(ks, since, until, note)
