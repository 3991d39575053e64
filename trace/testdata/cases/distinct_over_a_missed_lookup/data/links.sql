SELECT * FROM (VALUES ('a', 1, 'Ann', 'red'), ('a', 2, 'Ann', 'red')) AS t(slug, day, creator, team)
