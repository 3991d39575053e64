SELECT * FROM (VALUES ('a'), ('a'), ('z')) AS t(slug)
