SELECT * FROM (VALUES (1, 'EUR', 10), (2, 'XXX', NULL), (3, 'XXX', 5), (4,'EUR',NULL)) t(id, cur, amount)
