SELECT * FROM (VALUES ('Ann')) AS t(name)
