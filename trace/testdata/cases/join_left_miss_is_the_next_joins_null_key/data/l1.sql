SELECT * FROM (VALUES ('a', 1), ('b', 2)) t(k, j)
