SELECT * FROM (VALUES (1::BIGINT, 'a'), (3, 'b')) AS t (id, x)
