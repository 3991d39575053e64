SELECT * FROM (VALUES (1, 'a', 'BR'), (2, 'a', 'US'), (3, 'b', NULL)) AS t(id, slug, country)
