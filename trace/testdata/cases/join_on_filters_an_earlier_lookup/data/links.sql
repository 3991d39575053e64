SELECT * FROM (VALUES ('a', TRUE), ('off', FALSE), ('n', NULL)) AS t(slug, live)
