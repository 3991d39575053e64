SELECT * FROM (VALUES (10, 'Ann')) AS t(id, name)
