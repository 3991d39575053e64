SELECT * FROM (VALUES ('a', 'u'), ('b', 'w')) AS t(slug, url)
