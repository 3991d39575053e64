SELECT * FROM (VALUES ('b', 1), ('c', 2)) AS t(acct, v)
