SELECT * FROM (VALUES ('a'), ('b')) AS t(key)
