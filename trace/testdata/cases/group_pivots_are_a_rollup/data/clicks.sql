SELECT * FROM (VALUES (1, 'u', 'first', 10), (2, 'u', 'last', 20), (3, 'v', 'first', 5), (4, 'v', 'other', 1)) AS t(id, u, rule, credit)
