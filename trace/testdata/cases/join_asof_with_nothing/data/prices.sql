SELECT * FROM (VALUES (3, 30)) AS t(ts, price)
