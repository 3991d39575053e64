SELECT * FROM (VALUES (1, 'a', 'BR'), (2, 'x', 'BR'), (3, 'x', 'US'), (4, 'x', NULL)) AS t(id, slug, country)
