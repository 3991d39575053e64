SELECT * FROM (VALUES ('a', 1), ('b', 1)) AS t(acct, v)
