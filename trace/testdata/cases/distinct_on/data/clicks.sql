SELECT * FROM (VALUES (1, 's1', 2), (2, 's1', 1), (3, 's2', 7), (4, 's2', 7), (5, NULL, NULL)) AS t(id, session, ts)
