SELECT * FROM (VALUES
  (1, '2024-01-01'),
  (2, 'yesterday'),
  (3, NULL),
  (4, '2023-01-01')) AS t(id, ts)
