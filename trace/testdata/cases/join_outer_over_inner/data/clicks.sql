SELECT * FROM (VALUES (1, 'a', 'BR'), (2, 'b', 'XX')) AS t(id, slug, country)
