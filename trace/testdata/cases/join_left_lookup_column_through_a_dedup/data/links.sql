SELECT * FROM (VALUES ('a', 'Ann'), ('b', NULL)) AS t(slug, creator)
