SELECT * FROM (VALUES ('a',1)) t(k,v)
