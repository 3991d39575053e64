SELECT * FROM (VALUES (1, 'u1', [1, 2], 'a'), (2, 'u1', [], 'b'), (3, 'u2', [5], 'a'), (4, 'u2', NULL, 'a')) AS t(id, visitor, tags, slug)
