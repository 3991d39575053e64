SELECT * FROM (VALUES ('a', 10), ('b', 20), ('d', 5)) AS t(acct, mrr)
