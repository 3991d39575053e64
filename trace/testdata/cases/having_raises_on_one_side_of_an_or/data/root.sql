SELECT * FROM (VALUES (1,'1','a'),(2,'x','b'),(3,NULL,'c'),(4,'4','d'),(5,'77','d')) t(id,s,k)
