SELECT * FROM (VALUES (1,'a',1),(2,'a',2),(3,'b',1),(4,NULL,3)) t(id,u,n)
