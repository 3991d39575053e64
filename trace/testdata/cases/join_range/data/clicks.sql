SELECT id, slug, CAST(ts AS TIMESTAMP) AS ts FROM (VALUES
  (1, 'a', '2024-01-15 00:00:00'),
  (2, 'a', '2024-01-01 00:00:00'), -- when the first period starts
  (3, 'a', '2024-02-01 00:00:00'), -- when it ends: no more in it
  (4, 'a', '2024-02-10 12:00:00'), -- in the gap
  (5, 'a', '2023-12-31 23:59:59'), -- before the first
  (6, 'a', '2024-06-01 00:00:00'), -- after the last
  (7, 'a', NULL),
  (8, 'z', '2024-01-15 00:00:00'), -- no such key
  (9, NULL, '2024-01-15 00:00:00'),
  (10, 'd', '2024-01-15 00:00:00'), -- two periods at once
  (11, 'e', '2024-01-15 00:00:00'), -- one that starts nobody knows when
  (12, 'f', '2024-02-15 00:00:00'), -- one that ends before it starts
  (13, 'd', '2025-01-15 00:00:00')) AS t(id, slug, ts)
