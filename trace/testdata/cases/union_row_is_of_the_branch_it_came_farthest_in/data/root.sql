SELECT * FROM (VALUES (1,'web',5),(2,'web',1),(3,'app',5),(4,'app',1)) t(id,ch,v)
