SELECT * FROM (VALUES (1,'2024-01-01','a'),(2,'n/a','draft'),(4,'2024-03-01','b'),(6,'','draft'),(7,NULL,'x')) t(id,d,st)
