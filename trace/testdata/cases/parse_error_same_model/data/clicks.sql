SELECT * FROM (VALUES
  (1, '2024-01-01'),
  (2, 'yesterday'),
  (3, NULL)) AS t(id, ts)
