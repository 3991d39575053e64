SELECT * FROM (VALUES (1, 'BR'), (2, 'BR'), (3, 'US')) AS t(id, country)
