SELECT * FROM (VALUES ('a', 'Ann'), ('b', 'Ann')) AS t(slug, creator)
