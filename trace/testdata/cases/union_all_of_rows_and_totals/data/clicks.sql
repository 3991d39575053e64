SELECT * FROM (VALUES (1, 'BR'), (2, 'US'), (3, NULL)) AS t(id, country)
