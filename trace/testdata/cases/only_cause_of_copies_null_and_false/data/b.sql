SELECT * FROM (VALUES ('a', NULL, 1), ('a', 0, 0), ('c', 1, 1), ('d', NULL, 0), ('d', 0, 1)) AS t(k, x, y)
