SELECT * FROM (VALUES (1, 'BR', 1), (2, 'BR', 2), (3, 'US', 1), (4, 'FR', NULL), (5, 'FR', NULL)) AS t(id, country, n)
