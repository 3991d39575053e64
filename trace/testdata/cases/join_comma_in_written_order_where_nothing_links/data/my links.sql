SELECT * FROM (VALUES ('a')) AS t(slug)
