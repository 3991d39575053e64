FROM (VALUES (1, 'a'), (2, NULL), (2, NULL)) AS t (id, x)
