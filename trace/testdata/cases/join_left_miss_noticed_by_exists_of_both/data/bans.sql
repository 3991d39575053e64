SELECT * FROM (VALUES (7, 'Ann')) AS t(id, name)
