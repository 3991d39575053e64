SELECT * FROM (VALUES ('a', 2), ('a', 1), ('b', 1)) AS t(slug, n)
