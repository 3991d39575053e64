SELECT * FROM (VALUES (1, 'a', 'v'), (2, 'x', 'u'), (3, 'x', 'v'), (4, NULL, 'u'), (5, NULL, 'v')) AS t(id, slug, url)
