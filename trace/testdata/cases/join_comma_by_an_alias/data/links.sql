SELECT * FROM (VALUES ('a', 'Ann'), ('a', 'Bob'), ('b', 'Bob'), ('c', 'Cem')) AS t(key, creator)
