SELECT * FROM (VALUES (1, 's1', 1), (2, 's1', 5), (3, 's2', 2), (4, 's3', NULL)) AS t(id, session, ts)
