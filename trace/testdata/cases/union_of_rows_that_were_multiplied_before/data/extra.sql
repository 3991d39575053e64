SELECT * FROM (VALUES (9, 7)) AS t(id, month)
