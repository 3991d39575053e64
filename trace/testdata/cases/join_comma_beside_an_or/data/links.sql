SELECT * FROM (VALUES ('a', 'Ann'), ('a', 'Abe'), ('b', 'Bob')) AS t(slug, creator)
