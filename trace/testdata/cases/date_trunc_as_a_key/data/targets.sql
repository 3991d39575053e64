SELECT * FROM (VALUES (DATE '2024-01-01', 5)) t(mon, tgt)
