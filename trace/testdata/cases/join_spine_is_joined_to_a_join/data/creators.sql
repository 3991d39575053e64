SELECT * FROM (VALUES ('Ann'), ('Ann')) AS t(name)
