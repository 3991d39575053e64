SELECT * FROM (VALUES (1, 'a', 1, 'i'), (2, 'x', 1, 'i'), (3, 'off', 1, 'i'), (4, 'a', 9, 'i'), (5, 'a', 1, NULL), (6, 'a', 1, 'i'), (7, 'n', 1, 'i')) AS t(id, slug, day, ip)
