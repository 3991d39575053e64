SELECT * FROM (VALUES
  (1, 1, 1),
  (2, 1, NULL),
  (3, NULL, 2),
  (4, 2, 2),
  (5, 2, 1),
  (6, NULL, 1)) AS t(id, x, y)
