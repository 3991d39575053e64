SELECT * FROM (VALUES (1,'A')) t(n,v)
