SELECT * FROM (VALUES ('a', 1), ('b', 2), ('b', 3), ('c', 4)) AS t (name, k)
