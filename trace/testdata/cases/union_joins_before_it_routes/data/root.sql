SELECT * FROM (VALUES (1,'web','a'),(2,'app','zz'),(3,'app','a'),(4,'tv','zz')) t(id,ch,k)
