SELECT * FROM (VALUES (1, 1), (8, 2)) AS t(id, team)
