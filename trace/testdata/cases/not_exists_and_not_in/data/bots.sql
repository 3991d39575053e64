SELECT * FROM (VALUES ('x')) AS t(slug)
