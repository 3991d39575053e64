SELECT * FROM (VALUES (1, 'Ann'), (2, 'Ann'), (3, 'Bob'), (4, 'Ann'), (5, NULL)) AS t(id, user_name)
