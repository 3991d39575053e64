SELECT * FROM (VALUES ('a', 1), ('b', 1), ('c', 1)) AS t(u, z)
