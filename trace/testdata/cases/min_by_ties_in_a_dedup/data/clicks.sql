SELECT * FROM (VALUES (1, 'u', 'p', 1), (2, 'u', 'q', 1), (3, 'u', 'r', 2), (4, 'v', 'p', 1), (5, 'v', 'p', 1), (6, 'w', NULL, 1), (7, 'w', 's', 1)) AS t(id, u, plan, started)
