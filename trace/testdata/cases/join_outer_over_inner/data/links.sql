SELECT * FROM (VALUES ('a'), ('b'), ('c')) AS t(slug)
