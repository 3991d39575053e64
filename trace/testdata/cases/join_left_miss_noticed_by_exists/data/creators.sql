SELECT * FROM (VALUES ('Ann', 1)) AS t(name, team)
