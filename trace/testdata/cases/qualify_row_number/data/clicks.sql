SELECT * FROM (VALUES (1, 's1', 9), (2, 's1', 4), (3, 's1', NULL), (4, 's2', NULL), (5, 's3', 1)) AS t(id, session, ts)
