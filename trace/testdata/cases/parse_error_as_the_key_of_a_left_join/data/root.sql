SELECT * FROM (VALUES (1,'1','a'),(2,'x','a'),(3,NULL,'a'),(4,'9','zz'),(5,'x','zz')) t(id,s,k)
