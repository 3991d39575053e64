SELECT * FROM (VALUES ('a', 'Ann'), ('b', 'Bob')) AS t(slug, creator)
