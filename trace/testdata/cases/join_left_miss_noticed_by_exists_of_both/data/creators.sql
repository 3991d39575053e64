SELECT * FROM (VALUES ('Ann', 2)) AS t(name, since)
