SELECT * FROM (VALUES (1,'2024-01-01'),(2,'x'),(3,NULL),(4,'2024-02-01')) t(id,d)
