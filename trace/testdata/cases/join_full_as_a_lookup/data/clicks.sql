SELECT * FROM (VALUES (1, 'a'), (2, 'a'), (3, 'b'), (4, 'c'), (5, NULL), (6, 'e')) AS t(id, acct)
