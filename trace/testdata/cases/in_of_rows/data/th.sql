SELECT * FROM (VALUES ('a',5), ('b',3), (NULL,8)) t(k,n)
