SELECT * FROM (VALUES (1, 'youtube', 0, 'ct-a'), (2, 'yt', 0, 'ct-a'), (3, '', 0, 'ct-a'), (4, 'x', 0, 'ct-a'), (5, 'yt', 1, 'ct-a'), (6, 'YouTube', 0, 'ct-a'),
  (7, 'youtube', 0, 'CT-b'), (8, 'tiktok', 0, 'CT-b'), (9, 'youtube', 0, 'other'), (10, NULL, 0, 'ct-a'), (11, 'tiktok', 0, 'ct-a'), (12, 'linkedin', 0, 'ct-a')) AS t(id, platform, half, tag)
