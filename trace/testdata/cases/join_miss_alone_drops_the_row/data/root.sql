SELECT * FROM (VALUES (1, 'a'), (2, 'zz')) t(id, k)
