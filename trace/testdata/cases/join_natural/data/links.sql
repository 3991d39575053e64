SELECT * FROM (VALUES ('a', 'BR', 'Ann'), ('b', NULL, 'Bob')) AS t(slug, country, creator)
