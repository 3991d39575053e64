SELECT * FROM (VALUES ('a', 'Ann'), ('b', 'Bob'), (NULL, 'Nil')) AS t(key, creator)
