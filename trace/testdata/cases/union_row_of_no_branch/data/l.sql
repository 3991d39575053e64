SELECT * FROM (VALUES ('a','A'),('b','B')) t(k,v)
