SELECT * FROM (VALUES ('a', 'Ann'), ('b', 'Bob')) AS t(key, creator)
