SELECT * FROM (VALUES ('a', 'Ann'), ('q', 'unknown')) AS t(slug, creator)
