SELECT * FROM (VALUES ('a', 'one'), ('b', 'x')) AS t(slug, label)
