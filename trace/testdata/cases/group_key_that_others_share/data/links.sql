SELECT * FROM (VALUES ('a', 'Ann', 1), ('n', NULL, 2), ('n', NULL, 3)) AS t(slug, creator, team)
