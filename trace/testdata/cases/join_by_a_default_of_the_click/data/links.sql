SELECT * FROM (VALUES ('a', 'Ann', 'red')) AS t(slug, creator, team)
