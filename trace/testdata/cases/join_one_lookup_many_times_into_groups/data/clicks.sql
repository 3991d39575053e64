SELECT * FROM (VALUES (1, 'a', 'k'), (2, 'b', 'k'), (3, 'c', 'k'), (4, 'a', 'l'), (5, NULL, 'l'), (6, 'a', 'k')) AS t(id, u, kind)
