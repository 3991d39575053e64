SELECT * FROM (VALUES ('a'), (NULL)) AS t(slug)
