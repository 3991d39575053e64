SELECT * FROM (VALUES ('a', 1), ('c', 1)) AS t(acct, v)
