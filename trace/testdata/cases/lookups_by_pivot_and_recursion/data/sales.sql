SELECT * FROM (VALUES ('a', 'p', 1, 2), ('a', 'q', 3, NULL), ('b', 'p', 1, NULL)) AS t(slug, kind, v, x)
