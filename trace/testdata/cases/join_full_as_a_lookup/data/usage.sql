SELECT * FROM (VALUES ('a', 1), ('d', 2), ('e', 3)) AS t(acct, n)
