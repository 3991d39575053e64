FROM (VALUES (1, 'a', 7), (2, 'b', NULL)) AS t (id, x, y)
