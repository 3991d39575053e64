SELECT * FROM (VALUES (1, 'number', '5'), (2, 'text', 'five'), (3, 'number', '-5')) AS t(id, kind, text)
