SELECT * FROM (VALUES (1, 1), (2, 5), (3, 10), (4, NULL)) AS t(id, ts)
