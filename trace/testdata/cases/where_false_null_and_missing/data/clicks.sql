SELECT * FROM (VALUES
  (1, TRUE,  'BR'),
  (2, FALSE, 'BR'),
  (3, NULL,  'BR'),
  (4, TRUE,  NULL),
  (5, FALSE, NULL),
  (6, TRUE,  'US')) AS t(id, human, country)
