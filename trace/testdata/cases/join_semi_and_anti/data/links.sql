SELECT * FROM (VALUES ('a'), ('a'), ('b'), (NULL)) AS t(slug)
