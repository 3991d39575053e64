SELECT * FROM (VALUES ('a', 1)) AS t(slug, w)
