SELECT * FROM (VALUES (1, 3), (5, 4)) AS t(day, w)
