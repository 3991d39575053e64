SELECT * FROM (VALUES ('a', 0, 1), ('a', 1, 1), ('b', NULL, 1), ('b', 1, NULL), ('c', 1, 1), ('c', 1, 1)) AS t(k, x, y)
