SELECT * FROM (VALUES ('a', 'Ann'), ('b', 'Bob'), ('n', NULL)) AS t(slug, creator)
