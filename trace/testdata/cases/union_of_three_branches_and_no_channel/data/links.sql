SELECT * FROM (VALUES (2), (3), (7)) AS t(id)
