SELECT * FROM (VALUES (1::INTEGER, 'a'), (2, 'b')) AS t (id, x)
