SELECT * FROM (VALUES (1, 5), (2, 6)) AS t(id, ts)
