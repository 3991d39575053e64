SELECT * FROM (VALUES ('a', 'Ann'), ('b', NULL), (NULL, 'Nobody')) AS t(slug, creator)
