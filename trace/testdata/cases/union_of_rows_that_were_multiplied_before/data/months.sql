SELECT * FROM (VALUES ('a', 1), ('a', 2), ('b', 1)) AS t(kind, month)
