SELECT * FROM (VALUES (1, 'o1', 'open', 1), (2, 'o1', 'paid', 2), (3, 'o2', 'open', 1), (4, 'o2', 'cancelled', 3)) t(id, o, status, ts)
