SELECT * FROM (VALUES ('a', 10), ('a', 20), ('b', 1)) AS t(u, amt)
