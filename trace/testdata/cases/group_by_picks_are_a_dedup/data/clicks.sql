SELECT * FROM (VALUES (1, 's1', 5), (2, 's1', 3), (3, 's2', 1), (4, NULL, 9)) AS t(id, session, ts)
