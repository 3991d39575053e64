SELECT * FROM (VALUES (1, 'BR', TRUE), (2, 'BR', FALSE), (3, 'US', TRUE), (4, 'US', FALSE)) AS t(id, country, human)
