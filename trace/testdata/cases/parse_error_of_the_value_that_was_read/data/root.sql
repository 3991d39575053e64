SELECT * FROM (VALUES (1, '5', '3'), (2, '5', NULL), (3, '0', '1'), (4,'x','1'), (5,NULL,'1')) t(id, a, b)
