SELECT * FROM (VALUES (1, [1, 2, 3]), (2, []), (3, NULL), (4, [NULL])) AS t(id, tags)
