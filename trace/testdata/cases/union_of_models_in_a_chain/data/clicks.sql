SELECT * FROM (VALUES (1, 'BR', 1), (2, 'BR', 5), (3, 'US', 5), (4, NULL, 5)) AS t(id, country, n)
