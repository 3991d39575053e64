SELECT * FROM (VALUES (1, 'a'), (2, 'b'), (3, 'a')) AS t(id, kind)
