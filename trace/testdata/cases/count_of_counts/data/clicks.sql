SELECT * FROM (VALUES (1, 's1', 'u1'), (2, 's1', 'u1'), (3, 's2', 'u1'), (4, 's3', 'u2'), (5, 's4', NULL)) AS t(id, session, visitor)
