SELECT * FROM (VALUES ('a', 'Ann', TRUE), ('b', 'Bob', TRUE), ('old', 'Ann', FALSE), ('old', 'Bob', NULL)) AS t(slug, creator, live)
