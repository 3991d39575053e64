SELECT * FROM (VALUES (1, 'Ann', 'web'), (2, 'Ann', 'app'), (3, NULL, 'web'), (4, 'Zed', 'web'), (5, NULL, 'app')) AS t(id, user_name, ch)
