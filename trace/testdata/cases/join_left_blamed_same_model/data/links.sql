SELECT * FROM (VALUES ('a', 'Ann'), ('b', NULL), ('c', 'Bob')) AS t(slug, creator)
