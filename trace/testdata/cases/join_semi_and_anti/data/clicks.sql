SELECT * FROM (VALUES (1, 'a', 'ip1'), (2, 'a', 'ip2'), (3, 'x', 'ip2'), (4, NULL, NULL), (5, 'b', NULL)) AS t(id, slug, ip)
