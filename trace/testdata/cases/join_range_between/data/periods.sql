SELECT slug, name, CAST(starts AS TIMESTAMP) AS starts, CAST(ends AS TIMESTAMP) AS ends FROM (VALUES
  ('a', 'winter', '2024-01-01', '2024-02-01'),
  ('a', 'spring', '2024-03-01', NULL),
  ('d', 'one', '2024-01-01', '2024-02-01'),
  ('d', 'two', '2024-01-01', '2024-02-01'),
  ('e', 'nobody knows', NULL, '2024-02-01'),
  ('f', 'backwards', '2024-03-01', '2024-01-01'),
  (NULL, 'without a key', '2024-01-01', '2024-02-01')) AS t(slug, name, starts, ends)
