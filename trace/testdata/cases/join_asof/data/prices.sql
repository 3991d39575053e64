SELECT * FROM (VALUES (3, 30), (7, 70), (7, 71)) AS t(ts, price)
