SELECT * FROM (VALUES ('a', 5), ('b', 1), ('n', NULL)) AS t(slug, w)
