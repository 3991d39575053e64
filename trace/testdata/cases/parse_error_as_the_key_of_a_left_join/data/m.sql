SELECT * FROM (VALUES ('a',3)) t(k,w)
