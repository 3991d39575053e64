SELECT * FROM (VALUES ('a'), (NULL), ('z')) AS t(slug)
