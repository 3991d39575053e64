SELECT * FROM (VALUES (1, 'BR'), (2, 'BR'), (3, 'US'), (4, NULL), (5, NULL), (6, 'FR')) AS t(id, country)
