SELECT * FROM (VALUES ('a', 'Ann'), ('a', 'Anna'), ('b', 'Bob'), ('a', 'Annie')) AS t(slug, creator)
