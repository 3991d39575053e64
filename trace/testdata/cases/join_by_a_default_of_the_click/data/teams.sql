SELECT * FROM (VALUES ('red', 1)) AS t(team, day)
