SELECT * FROM (VALUES ('c', 1), ('d', 1)) AS t(acct, v)
