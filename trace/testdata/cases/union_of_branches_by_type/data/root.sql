SELECT * FROM (VALUES (1, 'web', 'a'), (2, 'web', 'zz'), (3, 'app', 'q'), (4, 'web', NULL), (5,'tv','a')) t(id, type, k)
