SELECT * FROM (VALUES (1, 'BR'), (2, 'US')) AS t(id, country)
