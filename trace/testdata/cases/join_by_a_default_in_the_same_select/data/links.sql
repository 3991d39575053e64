SELECT * FROM (VALUES ('a', 'Ann', TRUE), ('q', 'none', TRUE), ('n', NULL, TRUE), ('b', 'Bob', FALSE)) AS t(slug, creator, live)
