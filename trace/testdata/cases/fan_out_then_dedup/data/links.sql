SELECT * FROM (VALUES ('a', 1), ('a', 2), ('b', 2), ('b', 3)) AS t(slug, n)
