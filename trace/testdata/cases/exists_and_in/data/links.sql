SELECT * FROM (VALUES ('a', TRUE), ('b', FALSE), (NULL, TRUE)) AS t(slug, live)
