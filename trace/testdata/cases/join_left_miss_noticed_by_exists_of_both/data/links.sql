SELECT * FROM (VALUES ('a', 'Ann'), ('n', NULL)) AS t(slug, creator)
